#define BOOST_TEST_MODULE digest_mails
#include "checks/list/digest_mails.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "checks/list/digest_view.h"
#include "tests/checks/list/list_samples.h"

namespace {

using checks::DigestLanguage;
using checks::DigestOptions;
using checks::MailMessage;
using checks::RunState;
using plugin::Status;
using plugin::Text;
using std::chrono::days;
using std::chrono::hours;
using tests::Samples;

// UTC, whatever TZ is.
class Utc final : public plugin::Calendar {
 public:
  std::string date_and_time(plugin::Time time) const override {
    const std::string text = plugin::rfc3339(time);
    return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
  }
};

DigestOptions options_of(DigestLanguage language = DigestLanguage::en) {
  DigestOptions options;
  options.from = {"TLS checks", "tls@monitor.example.org"};
  options.to = {{"", "ops@example.org"}};
  options.language = language;
  options.host = "monitor.example.org";
  return options;
}

std::vector<MailMessage> mails_of(const Samples& samples, const RunState* last, const DigestOptions& options,
                                  std::vector<Text> notices = {}) {
  const Utc calendar;
  int number = 0;
  return checks::digest_mails(samples.run(), last, std::move(notices), options,
                              {samples.now(), calendar, hours(9), [&number] {
                                 const std::string text = std::to_string(++number);
                                 return checks::MailMarks{"<" + text + "@monitor.example.org>", "=_" + text};
                               }});
}

RunState state_before() {
  Samples samples("2026-11-20T00:00:00Z");
  samples.add("mail.example.org/imaps").expires_in(days(9), Status::warning);
  samples.add("back.example.org").unreachable("connect: connection refused");
  samples.add("ca.example.org").chain_expires_in(days(4), Status::critical);
  return checks::next_state(samples.run(), nullptr, samples.now());
}

Samples all_kinds() {
  Samples samples("2026-11-21T00:00:00Z");
  samples.add("mail.example.org/imaps").expires_in(days(2), Status::critical);
  samples.add("ca.example.org").chain_expires_in(days(3), Status::critical);
  samples.add("old.example.org:8443 label=old").expires_in(-days(3), Status::critical);
  samples.add("2001:db8::1/smtp").unreachable("starttls: the server does not offer STARTTLS");
  samples.add("order.example.org")
      .finding("chain-order", Status::warning, "the server sends 'X' twice: send it once")
      .finding("key-strength", Status::unknown, "the key cannot be read")
      .remedy("let the server send nothing but 'X'")
      .result()
      .more_findings = 2;
  samples.add("back.example.org");
  samples.add("late.example.org").left_over();
  samples.add_fault("hosts.csv:9", "a quote that is not closed");
  return samples;
}

constexpr const char* kEnglish = R"(TLS certificates (endpoints: 7)

4 critical, 1 warning, 2 unknown, 1 ok
Checked on 2026-11-21 00:00 UTC.
Since the last run on 2026-11-20 00:00 UTC: 3 new, 1 worse, 1 fixed.


Expiring certificates (3)

[CRITICAL] old (NEW)
    Certificate ended 3 days ago: 2026-11-18 00:00 UTC
    To do: renew the certificate, install it, and reload the service.
    old.example.org:8443/tls, address 192.0.2.1, issued by Example CA 1

[CRITICAL] mail.example.org/imaps (WORSE)
    Certificate ends in 2 days: 2026-11-23 00:00 UTC
    To do: renew the certificate, install it, and reload the service.
    mail.example.org:993/imaps, address 192.0.2.1, issued by Example CA 1

[CRITICAL] ca.example.org
    A certificate above it in the chain ends in 3 days: 2026-11-24 00:00 UTC
    intermediate 'Example CA 1' expires in 3 days
    To do: install the newer intermediate of your CA, or renew the certificate, and reload the service.
    ca.example.org:443/tls, address 192.0.2.1, issued by Example CA 1
    In this state since 2026-11-20 00:00 UTC


Could not be reached (1)

[CRITICAL] 2001:db8::1/smtp (NEW)
    starttls: the server does not offer STARTTLS
    To do: check the protocol in the list, and that TLS is switched on in the service.
    [2001:db8::1]:25/smtp


Other problems (1)

[WARNING] order.example.org (NEW)
    the server sends 'X' twice: send it once
    the key cannot be read
    To do: let the server send nothing but 'X'
    further findings: 2
    order.example.org:443/tls, address 192.0.2.1, issued by Example CA 1


Fixed since the last run (1)

[OK] back.example.org (FIXED)
    Certificate ends in 60 days: 2027-01-20 00:00 UTC
    Was CRITICAL since 2026-11-20 00:00 UTC


Not checked in this run (1)

[UNKNOWN] late.example.org

The run ended before their turn; give it a longer --deadline or a higher --concurrency.


Lines of the list that cannot be used (1)

[UNKNOWN] hosts.csv:9
    a quote that is not closed


About this run

the state file is damaged

-- 
This mail was made by check_tls_list on monitor.example.org.
)";

constexpr const char* kJapanese = R"(TLS証明書の確認結果（対象 7 件）

重大 4 件、警告 1 件、不明 2 件、正常 1 件
確認日時: 2026-11-21 00:00 UTC
前回（2026-11-20 00:00 UTC）からの変化: 新規 3 件、悪化 1 件、解消 1 件


有効期限が近い、または切れた証明書（3 件）

[CRITICAL] old (新規)
    証明書の有効期限が切れています（3 日前の 2026-11-18 00:00 UTC に期限切れ）
    対応: 証明書を更新してサーバーに設定し、サービスを再読み込みしてください。
    old.example.org:8443/tls, 接続先 192.0.2.1, 発行者 Example CA 1

[CRITICAL] mail.example.org/imaps (悪化)
    証明書の有効期限まで残り 2 日です（2026-11-23 00:00 UTC まで）
    対応: 証明書を更新してサーバーに設定し、サービスを再読み込みしてください。
    mail.example.org:993/imaps, 接続先 192.0.2.1, 発行者 Example CA 1

[CRITICAL] ca.example.org
    上位の証明書（中間証明書など）の有効期限まで残り 3 日です（2026-11-24 00:00 UTC まで）
    詳細（英語）: intermediate 'Example CA 1' expires in 3 days
    対応: 認証局が提供する新しい中間証明書に差し替えるか、証明書を更新し、サービスを再読み込みしてください。
    ca.example.org:443/tls, 接続先 192.0.2.1, 発行者 Example CA 1
    この状態は 2026-11-20 00:00 UTC から続いています


接続を確認できなかったサーバー（1 件）

[CRITICAL] 2001:db8::1/smtp (新規)
    STARTTLS による TLS 接続を開始できません
    詳細（英語）: starttls: the server does not offer STARTTLS
    対応: リストのプロトコルが正しいか、サービス側で TLS が有効になっているかを確認してください。
    [2001:db8::1]:25/smtp


その他の問題（1 件）

[WARNING] order.example.org (新規)
    サーバーが送信する証明書の順序または構成に誤りがあります
    詳細（英語）: the server sends 'X' twice: send it once
    対応: チェーンファイルを、サーバー証明書、中間証明書の順に並べ直してください。
    確認できない項目があります（key-strength）
    詳細（英語）: the key cannot be read
    対応: 上記の詳細を参照し、原因を取り除いてから再度確認してください。
    詳細（英語）: let the server send nothing but 'X'
    ほかに 2 件の問題があります
    order.example.org:443/tls, 接続先 192.0.2.1, 発行者 Example CA 1


前回から解消したもの（1 件）

[OK] back.example.org (解消)
    証明書の有効期限まで残り 60 日です（2027-01-20 00:00 UTC まで）
    2026-11-20 00:00 UTC から CRITICAL でした


今回確認できなかったもの（1 件）

[UNKNOWN] late.example.org

順番が来る前に実行が終了しました。--deadline を延ばすか、--concurrency を増やしてください。


リストの中で読み取れなかった行（1 件）

[UNKNOWN] hosts.csv:9
    詳細（英語）: a quote that is not closed


今回の実行についてのお知らせ

詳細（英語）: the state file is damaged

-- 
このメールは monitor.example.org の check_tls_list が自動送信しました。
)";

BOOST_AUTO_TEST_CASE(every_kind_in_both_languages) {
  const RunState last = state_before();
  for (const DigestLanguage language : {DigestLanguage::en, DigestLanguage::ja}) {
    const bool is_japanese = language == DigestLanguage::ja;
    BOOST_TEST_CONTEXT((is_japanese ? "ja" : "en")) {
      const std::vector<MailMessage> mails =
          mails_of(all_kinds(), &last, options_of(language), {Text("the state file is damaged")});
      BOOST_REQUIRE(mails.size() == 1);
      BOOST_TEST(mails[0].text == (is_japanese ? kJapanese : kEnglish));
      BOOST_TEST(mails[0].language == (is_japanese ? "ja" : "en"));
      BOOST_TEST(mails[0].subject == (is_japanese ? "TLS証明書 CRITICAL: 重大 4 件、警告 1 件、不明 2 件"
                                                  : "TLS CRITICAL: 4 critical, 1 warning, 2 unknown"));
      BOOST_TEST(mails[0].date == "Sat, 21 Nov 2026 09:00:00 +0900");
      BOOST_TEST(mails[0].message_id == "<1@monitor.example.org>");
      BOOST_TEST(mails[0].html.starts_with(is_japanese ? "<!DOCTYPE html>\n<html lang=\"ja\">"
                                                       : "<!DOCTYPE html>\n<html lang=\"en\">"));
    }
  }
}

BOOST_AUTO_TEST_CASE(html) {
  Samples samples("2026-11-21T00:00:00Z");
  samples.add("a.example label=<i>\"a\"&b\xe2\x80\xae")
      .finding("name-match", Status::warning, "<script>x</script>");
  DigestOptions options = options_of();
  options.host = "<monitor>";
  const std::vector<MailMessage> mails = mails_of(samples, nullptr, options);
  BOOST_REQUIRE(mails.size() == 1);
  BOOST_TEST(
      mails[0].html ==
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>TLS certificates (endpoints: 1)</title>\n</head>\n"
      "<body style=\"font-family:sans-serif;font-size:15px;line-height:1.45;max-width:760px;margin:0 "
      "auto;padding:12px\">\n"
      "<h1 style=\"font-size:21px;margin:0 0 8px\">TLS certificates (endpoints: 1)</h1>\n"
      "<p style=\"margin:2px 0\">0 critical, 1 warning, 0 unknown, 0 ok</p>\n"
      "<p style=\"margin:2px 0\">Checked on 2026-11-21 00:00 UTC.</p>\n"
      "<h2 style=\"font-size:17px;margin:26px 0 10px\">Other problems (1)</h2>\n"
      "<div style=\"margin:0 0 14px;padding:6px 0 6px 12px;border-left:4px solid "
      "#8a5a00;overflow-wrap:anywhere\">\n"
      "<p style=\"margin:0 0 4px\"><span style=\"background:#8a5a00;color:#fff;border-radius:3px;padding:1px "
      "6px;font-size:12px;font-weight:600\">WARNING</span> "
      "<strong>&lt;i&gt;&quot;a&quot;&amp;b\\u{202e}</strong></p>\n"
      "<p style=\"margin:2px 0;font-weight:600\">&lt;script&gt;x&lt;/script&gt;</p>\n"
      "<p style=\"margin:2px 0;font-size:13px;opacity:.75\">a.example:443/tls, address 192.0.2.1, issued by "
      "Example CA 1</p>\n"
      "</div>\n"
      "<p style=\"margin:26px 0 0;font-size:13px;opacity:.75\">This mail was made by check_tls_list on "
      "&lt;monitor&gt;.</p>\n</body>\n</html>\n");
}

// "to: subject | labels told", a mail each.
std::vector<std::string> shown(const std::vector<MailMessage>& mails) {
  std::vector<std::string> lines;
  for (const MailMessage& mail : mails) {
    std::string line;
    for (const checks::Mailbox& box : mail.to) {
      line += (box.name.empty() ? "" : box.name + "|") + box.address + " ";
    }
    line += "-";
    for (std::size_t at = mail.text.find("\n["); at != std::string::npos;
         at = mail.text.find("\n[", at + 1)) {
      const std::size_t name = mail.text.find(' ', at) + 1;
      line += " " + mail.text.substr(name, mail.text.find_first_of("\n ", name) - name);
    }
    lines.push_back(line);
  }
  return lines;
}

BOOST_AUTO_TEST_CASE(a_mail_for_each_contact) {
  Samples samples("2026-11-21T00:00:00Z");
  samples.add("own.example").expires_in(days(2), Status::critical);
  samples.add("web.example").with("contact", "Web <web@example.org>").expires_in(days(2), Status::critical);
  samples.add("both.example")
      .with("contact", "web@EXAMPLE.org; db@example.org, web@example.org")
      .unreachable("connect: x");
  samples.add("good.example").with("contact", "idle@example.org");
  samples.add("bad.example").with("contact", "nobody").expires_in(days(2), Status::critical);
  samples.add("bad2.example").with("contact", "nobody");
  const std::vector<MailMessage> mails = mails_of(samples, nullptr, options_of());
  const std::vector<std::string> wanted = {"ops@example.org - own.example bad.example",
                                           "db@example.org - both.example",
                                           "Web|web@example.org - web.example both.example"};
  BOOST_TEST(shown(mails) == wanted, boost::test_tools::per_element());
  BOOST_TEST(mails[0].text.find(
                 "\nhosts.csv:6: column contact has no @ in 'nobody', and the same in other lines: 1\n") !=
             std::string::npos);
  DigestOptions always = options_of();
  always.always = true;
  BOOST_TEST(shown(mails_of(samples, nullptr, always))[2] == "idle@example.org -");
  BOOST_TEST(mails_of(samples, nullptr, always)[2].text.find("Nothing to do: all certificates are good.") !=
             std::string::npos);
  DigestOptions nobody = options_of();
  nobody.to.clear();
  BOOST_TEST(shown(mails_of(samples, nullptr, nobody))[0] == "- own.example bad.example");
}

BOOST_AUTO_TEST_CASE(a_contact_that_is_told_of_the_rest_gets_one_mail) {
  Samples samples("2026-11-21T00:00:00Z");
  samples.add("web.example").with("contact", "Ops <ops@example.org>").unreachable("connect: x");
  samples.add("own.example").unreachable("connect: x");
  samples.add("both.example").with("contact", "ops@example.org; web@example.org").unreachable("connect: x");
  DigestOptions options = options_of();
  const std::vector<std::string> one = {"ops@example.org - web.example own.example both.example",
                                        "web@example.org - both.example"};
  BOOST_TEST(shown(mails_of(samples, nullptr, options)) == one, boost::test_tools::per_element());
  options.to.push_back({"", "boss@example.org"});
  const std::vector<std::string> apart = {"ops@example.org boss@example.org - own.example",
                                          "Ops|ops@example.org - web.example both.example",
                                          "web@example.org - both.example"};
  BOOST_TEST(shown(mails_of(samples, nullptr, options)) == apart, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(contacts_that_are_none_are_bounded) {
  Samples samples("2026-11-21T00:00:00Z");
  for (int i = 0; i < 25; ++i) {
    samples.add("a" + std::to_string(i) + ".example").with("contact", "nobody" + std::to_string(i));
  }
  const std::string text = mails_of(samples, nullptr, options_of())[0].text;
  BOOST_TEST(text.find("\ncontacts that are no addresses, further: 5\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_to_tell) {
  Samples samples("2026-11-21T00:00:00Z");
  samples.add("good.example");
  BOOST_TEST(mails_of(samples, nullptr, options_of()).empty());
  DigestOptions options = options_of();
  options.always = true;
  const std::vector<MailMessage> mails = mails_of(samples, nullptr, options);
  BOOST_REQUIRE(mails.size() == 1);
  BOOST_TEST(mails[0].subject == "TLS OK: 0 critical, 0 warning, 0 unknown");
  BOOST_TEST(mails_of(samples, nullptr, options_of(), {Text("x")}).size() == 1);
}

BOOST_AUTO_TEST_CASE(a_long_list_is_cut) {
  Samples samples("2026-11-21T00:00:00Z");
  for (std::size_t i = 0; i < checks::kMaxDigestEntries + 7; ++i) {
    samples.add("a" + std::to_string(i) + ".example").unreachable("connect: x");
  }
  const std::string text = mails_of(samples, nullptr, options_of())[0].text;
  BOOST_TEST(text.find("Could not be reached (207)\n") != std::string::npos);
  BOOST_TEST(text.find("a199.example") != std::string::npos);
  BOOST_TEST(text.find("a200.example") == std::string::npos);
  BOOST_TEST(text.find("\nand 7 more\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_certificate_and_a_threshold_upward) {
  Samples samples("2026-11-21T00:00:00Z");
  samples.add("late.example")
      .expires_in(days(400))
      .finding("leaf-expiry", Status::warning,
               "certificate expires in 400 days (x), later than the threshold allows");
  samples.add("none.example")
      .finding("leaf-expiry", Status::unknown, "the certificate cannot be parsed")
      .result()
      .leaf.reset();
  const std::string text = mails_of(samples, nullptr, options_of())[0].text;
  BOOST_TEST(
      text.find(
          "[WARNING] late.example\n    Certificate ends later than the threshold allows: 2027-12-26 00:00 "
          "UTC\n    late.example:443/tls") != std::string::npos);
  BOOST_TEST(text.find("[UNKNOWN] none.example\n    the certificate cannot be parsed\n") !=
             std::string::npos);
}

struct Subject {
  const char* subject;
  const char* wanted;
};

const Subject kSubjects[] = {
    {"plain", "plain"},
    {"{state} {critical}/{warning}/{unknown}/{ok} of {endpoints}", "CRITICAL 4/1/2/1 of 7"},
    {"{new} {worse} {fixed} {expiring} {unreachable}", "3 1 1 3 1"},
    {"{soonest} in {left}", "old in -3 days"},
    {"{ {state", "{ {state"},
};

BOOST_AUTO_TEST_CASE(subjects) {
  const RunState last = state_before();
  for (const Subject& row : kSubjects) {
    BOOST_TEST_CONTEXT(row.subject) {
      BOOST_TEST(bool(checks::check_subject(row.subject)));
      DigestOptions options = options_of();
      options.subject = row.subject;
      BOOST_TEST(mails_of(all_kinds(), &last, options)[0].subject == row.wanted);
    }
  }
  BOOST_TEST(
      checks::check_subject("{state} {hosts}").error().text.line() ==
      "option --mail-subject has {hosts}; it may have {state}, {critical}, {warning}, {unknown}, {ok}, "
      "{endpoints}, {new}, {worse}, {fixed}, {expiring}, {unreachable}, {soonest}, {left}");
  BOOST_TEST(!checks::check_subject("\xff"));
}

BOOST_AUTO_TEST_CASE(of_the_command_line) {
  checks::ListSettings settings;
  plugin::Result<DigestOptions> options = checks::digest_options(settings, "monitor.example.org");
  BOOST_REQUIRE(options);
  BOOST_TEST((options->from == checks::Mailbox{"TLS checks", "tls-checks@monitor.example.org"}));
  BOOST_TEST(options->to.empty());
  settings.mail_from = "a@example.org, b@example.org";
  BOOST_TEST(checks::digest_options(settings, "m").error().text.line() ==
             "option --mail-from takes one address, such as 'TLS checks <tls@example.org>'");
  settings.mail_from = "nobody";
  BOOST_TEST(checks::digest_options(settings, "m").error().text.line() ==
             "option --mail-from has no @ in 'nobody'");
  settings.mail_from.clear();
  settings.mail_to = "ops";
  BOOST_TEST(checks::digest_options(settings, "m").error().text.line() ==
             "option --mail-to has no @ in 'ops'");
  settings.mail_to = "ops@example.org";
  settings.mail_subject = "{x}";
  BOOST_TEST(!checks::digest_options(settings, "m"));
}

}  // namespace
