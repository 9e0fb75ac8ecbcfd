#include "plugin/threshold.h"

#include <algorithm>

#include "plugin/ascii.h"
#include "plugin/duration.h"

namespace plugin {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kDay = std::chrono::hours(24);
constexpr std::int64_t kPercent = 1'000'000;     // in millionths of a percent
constexpr std::int64_t kWhole = 100 * kPercent;  // the whole lifetime

// `auto`: right for certificates of one year, of 90, 47 and 6 days.
constexpr seconds kAutoWarning = 20 * kDay;
constexpr std::int64_t kAutoWarningShare = 25 * kPercent;
constexpr seconds kAutoCritical = 7 * kDay;
constexpr std::int64_t kAutoCriticalShare = 10 * kPercent;

constexpr std::size_t kMaxQuoted = 60;  // bytes of the user's text repeated in an error

Error error(std::string_view read, const char* why) {
  return Error{Text("\"") + Text::bounded(read, kMaxQuoted) + "\" " + why +
               "; expected 20 (days), 36h, 25% (of the lifetime), 30,25%, auto or 10:20d (a range)"};
}

// floor(lifetime * share), without overflow.
seconds share_of(seconds lifetime, std::int64_t share) {
  const std::int64_t life = std::max<std::int64_t>(lifetime.count(), 0);
  return seconds(life / kWhole * share + life % kWhole * share / kWhole);
}

Range automatic(seconds lifetime, seconds most, std::int64_t share) {
  return at_least(std::min(most, share_of(lifetime, share)));
}

bool is_floor(const Range& range) { return range.low && !range.alert_inside; }

}  // namespace

bool Range::alerts(seconds left) const {
  const bool inside = (!low || left >= *low) && (!high || left <= *high);
  return inside == alert_inside;
}

std::string Range::perfdata() const {
  std::string out = alert_inside ? "@" : "";
  out += low ? std::to_string(low->count()) : "~";
  out += ':';
  if (high) {
    out += std::to_string(high->count());
  }
  return out;
}

Range at_least(seconds low) { return {.low = low, .high = std::nullopt, .alert_inside = false}; }

seconds Threshold::Term::low(seconds lifetime) const {
  return share < 0 ? std::chrono::ceil<seconds>(absolute) : share_of(lifetime, share);
}

seconds Threshold::Term::high(seconds lifetime) const {
  return share < 0 ? std::chrono::floor<seconds>(absolute) : share_of(lifetime, share);
}

Result<Threshold::Term> Threshold::parse_term(std::string_view text) {
  text = trimmed(text);
  if (!text.ends_with('%')) {
    const std::optional<milliseconds> duration = parse_duration(text, kDay);
    if (!duration) {
      return error(text, "is not a time of at most 100000 days");
    }
    return Term{.absolute = *duration};
  }
  const std::optional<std::int64_t> share = parse_millionths(text.substr(0, text.size() - 1));
  if (!share || *share > kWhole) {
    return error(text, "is not a percentage from 0 to 100");
  }
  return Term{.share = *share};
}

Result<Threshold> Threshold::parse_list(std::string_view text) {
  Threshold threshold;
  threshold.kind_ = Kind::terms;
  for (std::size_t comma = 0; comma != std::string_view::npos;) {
    comma = text.find(',');
    const Result<Term> term = parse_term(text.substr(0, comma));
    if (!term) {
      return term.error();
    }
    threshold.terms_.push_back(*term);
    text.remove_prefix(comma == std::string_view::npos ? 0 : comma + 1);
  }
  return threshold;
}

Result<Threshold> Threshold::parse_range(std::string_view text) {
  const std::string_view whole = text;
  Threshold threshold;
  threshold.kind_ = Kind::range;
  threshold.alert_inside_ = text.starts_with('@');
  text.remove_prefix(threshold.alert_inside_ ? 1 : 0);
  const std::size_t colon = text.find(':');
  const std::string_view start = colon == std::string_view::npos ? "" : trimmed(text.substr(0, colon));
  const std::string_view end = trimmed(colon == std::string_view::npos ? text : text.substr(colon + 1));
  if (start.empty() && end.empty()) {
    return error(whole, "is a range without ends");
  }
  if (start != "~") {
    const Result<Term> low = start.empty() ? Term{} : parse_term(start);
    if (!low) {
      return low.error();
    }
    threshold.low_ = *low;
  }
  if (!end.empty()) {
    const Result<Term> high = parse_term(end);
    if (!high) {
      return high.error();
    }
    threshold.high_ = *high;
  }
  const std::optional<Term>& low = threshold.low_;
  const std::optional<Term>& high = threshold.high_;
  if (low && high && low->share < 0 && high->share < 0 && high->absolute < low->absolute) {
    return error(whole, "is a range that ends before its start");
  }
  return threshold;
}

Result<Threshold> Threshold::parse(std::string_view text) {
  text = trimmed(text);
  if (text == "auto") {
    return Threshold();
  }
  return text.starts_with('@') || text.find(':') != std::string_view::npos ? parse_range(text)
                                                                           : parse_list(text);
}

std::optional<seconds> Threshold::absolute() const {
  std::optional<seconds> smallest;
  for (const Term& term : terms_) {
    if (term.share >= 0) {
      return std::nullopt;
    }
    const seconds low = term.low(seconds(0));
    smallest = smallest ? std::min(*smallest, low) : low;
  }
  return smallest;
}

Range Threshold::resolve(seconds lifetime, const Range& automatic_range) const {
  if (kind_ == Kind::automatic) {
    return automatic_range;
  }
  if (kind_ == Kind::terms) {
    seconds smallest = seconds::max();
    for (const Term& term : terms_) {
      smallest = std::min(smallest, term.low(lifetime));
    }
    return at_least(smallest);
  }
  Range range;
  range.alert_inside = alert_inside_;
  if (low_) {
    range.low = low_->low(lifetime);
  }
  if (high_) {
    range.high = high_->high(lifetime);
    if (range.low) {
      range.high = std::max(*range.high, *range.low);
    }
  }
  return range;
}

Thresholds::Resolved Thresholds::resolve(seconds lifetime) const {
  Resolved r{warning.resolve(lifetime, automatic(lifetime, kAutoWarning, kAutoWarningShare)),
             critical.resolve(lifetime, automatic(lifetime, kAutoCritical, kAutoCriticalShare))};
  if (warning.is_auto() && is_floor(r.critical)) {
    r.warning.low = std::max(*r.warning.low, *r.critical.low);
  } else if (critical.is_auto() && is_floor(r.warning)) {
    r.critical.low = std::min(*r.critical.low, *r.warning.low);
  }
  return r;
}

Result<Done> Thresholds::check_order() const {
  const std::optional<seconds> first = warning.absolute();
  const std::optional<seconds> second = critical.absolute();
  if (first && second && *first < *second) {
    return Error{Text("the warning threshold (") + in_words(*first) + ") is below the critical one (" +
                 in_words(*second) + "): expected a warning that comes first"};
  }
  return Done{};
}

}  // namespace plugin
