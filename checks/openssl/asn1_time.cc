#include "checks/openssl/asn1_time.h"

#include <ctime>

#include "checks/openssl/error.h"

namespace checks::openssl {

std::optional<std::chrono::sys_seconds> to_time(const ASN1_TIME* time) {
  std::tm parts{};
  // Asked for a null pointer, OpenSSL gives the present time.
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
    clear_errors();
    return std::nullopt;
  }
  using namespace std::chrono;
  const year_month_day day{year{parts.tm_year + 1900}, month{static_cast<unsigned>(parts.tm_mon) + 1},
                           std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
  if (!day.ok()) {
    return std::nullopt;
  }
  return sys_days{day} + hours{parts.tm_hour} + minutes{parts.tm_min} + seconds{parts.tm_sec};
}

}  // namespace checks::openssl
