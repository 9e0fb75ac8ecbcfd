#include "checks/write_chain.h"

#include <algorithm>
#include <cstddef>

#include "checks/evidence/base64.h"
#include "plugin/file.h"

namespace checks {
namespace {

using plugin::Text;

// RFC 7468, 2: lines of 64 characters.
std::string pem(const Bytes& der) {
  constexpr std::size_t kLine = 64;
  const std::string text = to_base64(der);
  std::string block = "-----BEGIN CERTIFICATE-----\n";
  for (std::size_t i = 0; i < text.size(); i += kLine) {
    block.append(text, i, kLine).append("\n");
  }
  return block + "-----END CERTIFICATE-----\n";
}

}  // namespace

plugin::Result<Text> write_chain(const std::string& path, const Facts& facts, const Verdict& verdict) {
  const std::vector<CertificateIndex>& chain = verdict.right_chain;
  if (chain.empty()) {
    return plugin::Error{
        Text("the chain was not written: what was sent and fetched makes no chain to a trust anchor")};
  }
  std::string contents;
  for (const CertificateIndex index : chain) {
    contents += pem(facts.certificates[index].der);
  }
  if (plugin::Result<plugin::Done> written = plugin::write_private_file(path, contents); !written) {
    return plugin::Error{Text("the chain was not written: ") + written.error().text};
  }
  return Text("the chain was written to ") + Text::bounded(path, 200) + ": " + std::to_string(chain.size()) +
         (chain.size() == 1 ? " certificate" : " certificates");
}

}  // namespace checks
