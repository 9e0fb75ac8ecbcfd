#include "checks/submit/icinga2_api.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <exception>
#include <memory>
#include <utility>

#include "checks/attempt.h"
#include "checks/evidence/base64.h"
#include "plugin/file.h"

namespace checks {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using plugin::Text;

constexpr std::size_t kMaxPassword = 1024;
constexpr std::size_t kMaxShown = 300;  // bytes of Icinga's words
constexpr const char* kTarget = "/v1/actions/process-check-result";

std::string base64(const std::string& text) { return to_base64(Bytes(text.begin(), text.end())); }

double seconds(SubmitTime time) { return static_cast<double>(time.time_since_epoch().count()) / 1000; }

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += (text.empty() ? "" : "\n") + line;
  }
  return text;
}

std::string body_of(const IcingaApi& api, const PassiveResult& result) {
  json::array measures;
  for (const std::string& measure : result.perfdata) {
    measures.emplace_back(measure);
  }
  json::object body{{"type", "Service"},
                    {"service", result.host + '!' + result.service},
                    {"exit_status", static_cast<int>(result.status)},
                    {"plugin_output", joined(output_lines(result))},
                    {"performance_data", std::move(measures)},
                    {"execution_start", seconds(result.ended - result.taken)},
                    {"execution_end", seconds(result.ended)}};
  if (!api.check_source.empty()) {
    body["check_source"] = plugin::valid_utf8(api.check_source);
  }
  if (api.ttl) {
    body["ttl"] = api.ttl->count();
  }
  return json::serialize(body);
}

// The member of an object, null if there is none.
const json::value* member(const json::value* value, std::string_view name) {
  const json::object* object = value == nullptr ? nullptr : value->if_object();
  return object == nullptr ? nullptr : object->if_contains(name);
}

std::string text_in(const json::value* value) {
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : plugin::cut(std::string_view(*text), kMaxShown);
}

unsigned number_in(const json::value* value) {
  boost::system::error_code error;
  const double number = value == nullptr || !value->is_number() ? 0 : value->to_number<double>(error);
  return number >= 0 && number < 1000 ? static_cast<unsigned>(number) : 0;
}

// "results": [{"code": 200.0, "status": "..."}]
IcingaVerdict verdict_on(const json::value& one) {
  const unsigned code = number_in(member(&one, "code"));
  // 409: "Newer check result already present."
  if (code / 100 == 2 || code == 409) {
    return {IcingaVerdict::Kind::taken, ""};
  }
  const std::string words = text_in(member(&one, "status"));
  // 503: the object is inactive, while Icinga loads its configuration or ends.
  if (code == 503) {
    return {IcingaVerdict::Kind::stop, "answers 503" + (words.empty() ? "" : ": " + words)};
  }
  return {IcingaVerdict::Kind::refused, "Icinga refuses it: " + (words.empty() ? "no reason given" : words)};
}

IcingaVerdict unknown_service() {
  return {IcingaVerdict::Kind::refused, "Icinga has no such service, or the API's user may not see it"};
}

// {"error": 404, "status": "No objects found."}, and no page of a proxy.
bool is_of_icinga(unsigned status, const json::value& answer) {
  return number_in(member(&answer, "error")) == status;
}

IcingaVerdict verdict_without_results(unsigned status, const json::value& answer) {
  const std::string words = text_in(member(&answer, "status"));
  const std::string said = "answers " + std::to_string(status) + (words.empty() ? "" : ": " + words);
  switch (status) {
    case 404:
    case 400:
      if (!is_of_icinga(status, answer)) {
        return {IcingaVerdict::Kind::stop, said + ", not as Icinga's API does"};
      }
      return status == 404 ? unknown_service()
                           : IcingaVerdict{IcingaVerdict::Kind::refused, "Icinga " + said};
    case 401:
      return {IcingaVerdict::Kind::stop, said + " (user or password of its API are wrong)"};
    case 403:
      return {IcingaVerdict::Kind::stop, said + " (the API's user needs actions/process-check-result)"};
    default:
      return {IcingaVerdict::Kind::stop, said};
  }
}

// What the connections share.
struct Delivery {
  Delivery(const IcingaApi& the_api, const VerifiedTlsContext& the_tls, Network& the_network,
           Outbox& the_outbox, plugin::Deadline the_deadline)
      : api(the_api), tls(the_tls), network(the_network), outbox(the_outbox), deadline(the_deadline) {}

  bool is_over() const { return why || next == outbox.size(); }

  const IcingaApi& api;
  const VerifiedTlsContext& tls;
  Network& network;
  Outbox& outbox;
  plugin::Deadline deadline;
  std::size_t next = 0;
  std::optional<std::string> why;  // it ends early
  int running = 0;
  std::exception_ptr error;
};
using Shared = std::shared_ptr<Delivery>;

void settle(Delivery& all, std::size_t index, const HttpAnswer& answer) {
  const std::string_view body(reinterpret_cast<const char*>(answer.body.data()), answer.body.size());
  IcingaVerdict verdict = icinga_verdict(answer.status, body);
  switch (verdict.kind) {
    case IcingaVerdict::Kind::taken:
      all.outbox.delivered(index);
      break;
    case IcingaVerdict::Kind::refused:
      all.outbox.refused(index, Text(std::move(verdict.why)));
      break;
    case IcingaVerdict::Kind::stop:
      all.why = std::move(verdict.why);
      break;
  }
}

Task<> submit_in_turn(Shared all) {
  std::unique_ptr<HttpsConnection> connection;
  while (!all->is_over()) {
    const std::size_t index = all->next++;
    if (!connection) {
      connection = co_await HttpsConnection::open(all->network, all->tls, all->api.peer, all->deadline);
    }
    HttpsRequest request = icinga_request(all->api, all->outbox.result(index));
    const HttpAnswer answer = co_await connection->exchange(std::move(request), kMaxIcingaAnswer);
    settle(*all, index, answer);
    if (!answer.keeps_open) {
      connection.reset();
    }
  }
}

Task<> run_connection(Shared all) {
  std::optional<Failure> failure;
  const bool is_done = co_await attempt(failure, submit_in_turn(all));
  if (!is_done && !all->why) {
    all->why = failure->text;
  }
}

}  // namespace

HttpsRequest icinga_request(const IcingaApi& api, const PassiveResult& result) {
  HttpsRequest request;
  request.target = kTarget;
  request.fields = {{"Authorization", "Basic " + base64(api.user + ':' + api.password)},
                    {"Accept", "application/json"},
                    {"Content-Type", "application/json"}};
  request.body = body_of(api, result);
  return request;
}

IcingaVerdict icinga_verdict(unsigned status, std::string_view body) {
  boost::system::error_code error;
  const json::value answer = json::parse(body, error);
  const json::value* results = error ? nullptr : member(&answer, "results");
  const json::array* list = results == nullptr ? nullptr : results->if_array();
  if (list != nullptr && list->size() == 1) {
    return verdict_on(list->front());
  }
  if (list != nullptr && list->empty()) {
    return unknown_service();
  }
  return verdict_without_results(status, answer);
}

plugin::Result<std::string> read_password(const std::string& path) {
  plugin::Result<std::string> contents = plugin::read_file(path, kMaxPassword);
  if (!contents) {
    return contents.error();
  }
  return contents->substr(0, contents->find_first_of("\r\n"));
}

Task<std::optional<Text>> deliver_to_icinga(const IcingaApi& api, const VerifiedTlsContext& tls,
                                            Network& network, Outbox& outbox, plugin::Deadline deadline) {
  const auto executor = co_await asio::this_coro::executor;
  const auto ended = std::make_shared<asio::steady_timer>(executor, asio::steady_timer::time_point::max());
  const Shared all = std::make_shared<Delivery>(api, tls, network, outbox, deadline);
  const std::size_t wanted = std::min<std::size_t>(kIcingaConnections, outbox.size());
  for (std::size_t i = 0; i < wanted; ++i) {
    ++all->running;
    asio::co_spawn(executor, run_connection(all), [all, ended](std::exception_ptr error) {
      all->error = error ? error : all->error;
      --all->running;
      ended->cancel();
    });
  }
  while (all->running > 0) {
    boost::system::error_code ignored;
    co_await ended->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  if (all->error) {
    std::rethrow_exception(all->error);
  }
  if (!all->why) {
    co_return std::nullopt;
  }
  co_return Text("icinga2 at ") + Text(api.peer.host + ':' + std::to_string(api.peer.port) + ": ") +
      Text::bounded(*all->why, kMaxShown);
}

}  // namespace checks
