#include "checks/list/digest_words.h"

#include <cstddef>
#include <iterator>
#include <optional>

#include "plugin/duration.h"

namespace checks {
namespace {

// Every row has both languages, or does not compile.
struct Row {
  consteval Row(Phrase the_phrase, const char* in_english, const char* in_japanese)
      : phrase(the_phrase), english(in_english), japanese(in_japanese) {}

  Phrase phrase;
  const char* english;
  const char* japanese;
};

constexpr Row kRows[] = {
    {Phrase::title, "TLS certificates (endpoints: {count})", "TLS証明書の確認結果（対象 {count} 件）"},
    {Phrase::summary, "{critical} critical, {warning} warning, {unknown} unknown, {ok} ok",
     "重大 {critical} 件、警告 {warning} 件、不明 {unknown} 件、正常 {ok} 件"},
    {Phrase::checked_on, "Checked on {date}.", "確認日時: {date}"},
    {Phrase::changes, "Since the last run on {date}: {new} new, {worse} worse, {fixed} fixed.",
     "前回（{date}）からの変化: 新規 {new} 件、悪化 {worse} 件、解消 {fixed} 件"},
    {Phrase::nothing, "Nothing to do: all certificates are good.",
     "問題は見つかりませんでした。対応は必要ありません。"},
    {Phrase::default_subject, "TLS {state}: {critical} critical, {warning} warning, {unknown} unknown",
     "TLS証明書 {state}: 重大 {critical} 件、警告 {warning} 件、不明 {unknown} 件"},
    {Phrase::none, "none", "なし"},
    {Phrase::generated, "This mail was made by check_tls_list on {host}.",
     "このメールは {host} の check_tls_list が自動送信しました。"},

    {Phrase::expiring, "Expiring certificates ({count})", "有効期限が近い、または切れた証明書（{count} 件）"},
    {Phrase::unreachable, "Could not be reached ({count})", "接続を確認できなかったサーバー（{count} 件）"},
    {Phrase::others, "Other problems ({count})", "その他の問題（{count} 件）"},
    {Phrase::not_checked, "Not checked in this run ({count})", "今回確認できなかったもの（{count} 件）"},
    {Phrase::fixed, "Fixed since the last run ({count})", "前回から解消したもの（{count} 件）"},
    {Phrase::faults, "Lines of the list that cannot be used ({count})",
     "リストの中で読み取れなかった行（{count} 件）"},
    {Phrase::notices, "About this run", "今回の実行についてのお知らせ"},
    {Phrase::more_entries, "and {count} more", "ほか {count} 件"},

    {Phrase::is_new, "NEW", "新規"},
    {Phrase::worse, "WORSE", "悪化"},
    {Phrase::is_fixed, "FIXED", "解消"},

    {Phrase::leaf_ends, "Certificate ends in {left}: {date}",
     "証明書の有効期限まで残り {left}です（{date} まで）"},
    {Phrase::leaf_ended, "Certificate ended {left} ago: {date}",
     "証明書の有効期限が切れています（{left}前の {date} に期限切れ）"},
    {Phrase::leaf_ends_late, "Certificate ends later than the threshold allows: {date}",
     "証明書の有効期限がしきい値の上限より先です（{date} まで）"},
    {Phrase::chain_ends, "A certificate above it in the chain ends in {left}: {date}",
     "上位の証明書（中間証明書など）の有効期限まで残り {left}です（{date} まで）"},
    {Phrase::chain_ended, "A certificate above it in the chain ended {left} ago: {date}",
     "上位の証明書（中間証明書など）の有効期限が切れています（{left}前の {date} に期限切れ）"},
    {Phrase::to_do, "To do: {what}", "対応: {what}"},
    {Phrase::since, "In this state since {date}", "この状態は {date} から続いています"},
    {Phrase::was, "Was {state} since {date}", "{date} から {state} でした"},
    {Phrase::issuer, "issued by {name}", "発行者 {name}"},
    {Phrase::address, "address {address}", "接続先 {address}"},
    {Phrase::more_findings, "further findings: {count}", "ほかに {count} 件の問題があります"},
    {Phrase::wording, "{text}", "詳細（英語）: {text}"},
    {Phrase::left_over,
     "The run ended before their turn; give it a longer --deadline or a higher --concurrency.",
     "順番が来る前に実行が終了しました。--deadline を延ばすか、--concurrency を増やしてください。"},

    {Phrase::do_renew, "renew the certificate, install it, and reload the service.",
     "証明書を更新してサーバーに設定し、サービスを再読み込みしてください。"},
    {Phrase::do_renew_chain,
     "install the newer intermediate of your CA, or renew the certificate, and reload the service.",
     "認証局が提供する新しい中間証明書に差し替えるか、証明書を更新し、サービスを再読み込みしてください。"},
    {Phrase::do_resolve, "check the name in the list and in the DNS.",
     "リストのホスト名と DNS の設定を確認してください。"},
    {Phrase::do_connect,
     "check that the service runs on this port, and that firewalls let this machine through.",
     "このポートでサービスが稼働しているか、ファイアウォールがこの監視サーバーからの接続を許可しているかを"
     "確認してください。"},
    {Phrase::do_proxy, "check the proxy, and its address in the list.",
     "プロキシの稼働状況と、リストに書かれたプロキシのアドレスを確認してください。"},
    {Phrase::do_starttls, "check the protocol in the list, and that TLS is switched on in the service.",
     "リストのプロトコルが正しいか、サービス側で TLS が有効になっているかを確認してください。"},
    {Phrase::do_handshake, "check the service's TLS settings; its log says why.",
     "サービスの TLS 設定を確認してください。原因はサーバー側のログに記録されています。"},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    if (static_cast<std::size_t>(kRows[i].phrase) != i) {
      return false;
    }
  }
  return std::size(kRows) == static_cast<std::size_t>(Phrase::count);
}
static_assert(is_in_order(), "a row for each phrase, in the order of the enumeration");

// A name in braces.
struct NamedPlace {
  std::size_t begin;
  std::size_t end;  // behind its brace
  std::string_view name;
};

constexpr std::optional<NamedPlace> next_name(std::string_view text) {
  const std::size_t open = text.find('{');
  const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
  if (close == std::string_view::npos) {
    return std::nullopt;
  }
  return NamedPlace{open, close + 1, text.substr(open + 1, close - open - 1)};
}

// Every name of `text` is in `other` too.
constexpr bool has_names_of(std::string_view other, std::string_view text) {
  for (std::optional<NamedPlace> next = next_name(text); next; next = next_name(text)) {
    if (other.find(text.substr(next->begin, next->end - next->begin)) == std::string_view::npos) {
      return false;
    }
    text.remove_prefix(next->end);
  }
  return true;
}

constexpr bool has_equal_names() {
  for (const Row& row : kRows) {
    if (!has_names_of(row.english, row.japanese) || !has_names_of(row.japanese, row.english)) {
      return false;
    }
  }
  return true;
}
static_assert(has_equal_names(), "both languages of a phrase say the same");

// What findings of one rule mean, and what to do.
struct RuleWords {
  std::string_view rule;  // its id; "rfc5280-*" for all that begin so
  const char* meaning;
  const char* to_do;
};

constexpr const char* kReissue = "証明書を再発行し、サーバーに設定してください。";

constexpr RuleWords kJapanese[] = {
    {"reachable", "サーバーに接続できません", "サーバーの稼働状況とネットワークを確認してください。"},
    {"leaf-expiry", "証明書の有効期限に問題があります",
     "証明書を更新してサーバーに設定し、サービスを再読み込みしてください。"},
    {"not-yet-valid", "証明書の有効期間がまだ始まっていません",
     "サーバーと監視サーバーの時刻を確認し、有効期間内の証明書を設定してください。"},
    {"name-match", "証明書の名前がホスト名と一致しません",
     "このホスト名を含む証明書を再発行するか、リストのホスト名を修正してください。"},
    {"self-signed", "自己署名証明書が使われています", "認証局が発行した証明書に差し替えてください。"},
    {"chain-complete", "サーバーが中間証明書を送信していません",
     "サーバーのチェーンファイルに中間証明書を追加し、サービスを再読み込みしてください。"},
    {"chain-trusted", "信頼されたルート証明書までの証明書チェーンを検証できません",
     "証明書チェーンの設定と、信頼するルート証明書を確認してください。"},
    {"chain-expiry", "上位の証明書（中間証明書など）の有効期限に問題があります",
     "認証局が提供する新しい中間証明書に差し替え、サービスを再読み込みしてください。"},
    {"expected-fingerprint", "証明書のフィンガープリントが想定と異なります",
     "証明書が意図して更新されたものか確認し、想定する値を見直してください。"},
    {"pin", "証明書の公開鍵が想定（ピン）と異なります",
     "鍵が意図して更新されたものか確認し、想定する値を見直してください。"},
    {"expected-serial", "証明書のシリアル番号が想定と異なります",
     "証明書が意図して更新されたものか確認し、想定する値を見直してください。"},
    {"expected-issuer", "証明書の発行者が想定と異なります",
     "認証局の変更が意図したものか確認し、想定する値を見直してください。"},
    {"client-certificate", "クライアント証明書がサーバーに拒否されました",
     "監視に使うクライアント証明書とサーバー側の設定を確認してください。"},
    {"addresses-agree", "アドレスによって証明書または TLS の設定が異なります",
     "すべてのアドレスに同じ証明書と設定を適用してください。"},
    {"both-keys", "RSA または ECDSA の証明書を確認できませんでした",
     "サーバーに接続できることを確認してから、もう一度確認してください。"},
    {"versions-refused", "拒否すべき TLS のバージョンがサーバーに受け入れられています",
     "サーバーの TLS 設定で、そのバージョンを無効にしてください。"},
    {"served-same", "サーバーによって送信される証明書が異なります",
     "更新した証明書をすべてのサーバーに配置し、サービスを再読み込みしてください。"},
    {"signature-algorithm", "弱い署名アルゴリズムが使われています",
     "SHA-256 以上で署名された証明書を再発行してください。"},
    {"key-strength", "鍵の強度が不足しています",
     "RSA 2048 ビット以上、または ECDSA P-256 以上の鍵で証明書を再発行してください。"},
    {"starttls-injection", "STARTTLS の応答の後に余分なデータが送られています",
     "メールサーバーなどのソフトウェアを更新してください。"},
    {"tls-version", "サーバーの TLS バージョンが古すぎます", "サーバーで TLS 1.2 以上を有効にしてください。"},
    {"validity-length", "証明書の有効期間が長すぎます", kReissue},
    {"chain-order", "サーバーが送信する証明書の順序または構成に誤りがあります",
     "チェーンファイルを、サーバー証明書、中間証明書の順に並べ直してください。"},
    {"root-sent", "サーバーがルート証明書を送信しています",
     "チェーンファイルからルート証明書を取り除いてください。"},
    {"clients-agree", "一部のクライアントで証明書が受け入れられません",
     "証明書チェーンの設定と、該当するクライアントの信頼ストアを確認してください。"},
    {"rfc5280-*", "証明書の形式が RFC 5280 に適合していません", kReissue},
    {"webpki-*", "証明書が Baseline Requirements に適合していません", kReissue},
};

const RuleWords* find_row(std::string_view rule) {
  for (const RuleWords& row : kJapanese) {
    const std::string_view id = row.rule;
    if (id == rule || (id.ends_with('*') && rule.starts_with(id.substr(0, id.size() - 1)))) {
      return &row;
    }
  }
  return nullptr;
}

struct Unit {
  std::int64_t length;  // seconds
  const char* name;
};

constexpr Unit kJapaneseUnits[] = {{86400, " 日"}, {3600, " 時間"}, {60, " 分"}, {1, " 秒"}};

}  // namespace

const char* phrase_text(DigestLanguage language, Phrase phrase) {
  const Row& row = kRows[static_cast<std::size_t>(phrase)];
  return language == DigestLanguage::ja ? row.japanese : row.english;
}

std::string filled(std::string_view text, std::span<const PhraseValue> values) {
  std::string whole;
  for (std::optional<NamedPlace> next = next_name(text); next; next = next_name(text)) {
    whole += text.substr(0, next->begin);
    for (const auto& [name, value] : values) {
      whole += name == next->name ? value : "";
    }
    text.remove_prefix(next->end);
  }
  return whole + std::string(text);
}

std::vector<std::string_view> names_in(std::string_view text) {
  std::vector<std::string_view> names;
  for (std::optional<NamedPlace> next = next_name(text); next; next = next_name(text)) {
    names.push_back(next->name);
    text.remove_prefix(next->end);
  }
  return names;
}

std::string words(DigestLanguage language, Phrase phrase, std::initializer_list<PhraseValue> values) {
  return filled(phrase_text(language, phrase), std::span(values.begin(), values.size()));
}

std::string duration_words(DigestLanguage language, std::chrono::seconds duration) {
  if (language == DigestLanguage::en) {
    return plugin::in_words(duration);
  }
  const std::int64_t seconds = duration.count() < 0 ? -duration.count() : duration.count();
  for (const Unit& unit : kJapaneseUnits) {
    if (seconds / unit.length >= 2 || unit.length == 1) {
      return std::to_string(seconds / unit.length) + unit.name;
    }
  }
  return {};
}

JapaneseFinding japanese_finding(std::string_view rule, bool is_undetermined) {
  if (is_undetermined) {
    return {"確認できない項目があります（" + std::string(rule) + "）",
            "上記の詳細を参照し、原因を取り除いてから再度確認してください。"};
  }
  const RuleWords* const row = find_row(rule);
  if (row == nullptr) {
    return {"問題が見つかりました（" + std::string(rule) + "）", "上記の詳細を参照して対応してください。"};
  }
  return {row->meaning, row->to_do};
}

JapaneseFinding japanese_failure(Stage stage) {
  const std::string to_do = words(DigestLanguage::ja, to_do_after(stage));
  switch (stage) {
    case Stage::resolve:
      return {"ホスト名を解決できません", to_do};
    case Stage::connect:
      return {"サーバーに接続できません", to_do};
    case Stage::proxy:
      return {"プロキシ経由で接続できません", to_do};
    case Stage::starttls:
      return {"STARTTLS による TLS 接続を開始できません", to_do};
    case Stage::handshake:
      return {"TLS ハンドシェイクに失敗しました", to_do};
    case Stage::fetch:
      break;
  }
  return japanese_finding("reachable", false);
}

bool has_japanese_words(std::string_view rule) { return find_row(rule) != nullptr; }

Phrase to_do_after(Stage stage) {
  switch (stage) {
    case Stage::resolve:
      return Phrase::do_resolve;
    case Stage::proxy:
      return Phrase::do_proxy;
    case Stage::starttls:
      return Phrase::do_starttls;
    case Stage::handshake:
      return Phrase::do_handshake;
    case Stage::connect:
    case Stage::fetch:
      break;
  }
  return Phrase::do_connect;
}

const char* language_tag(DigestLanguage language) { return language == DigestLanguage::ja ? "ja" : "en"; }

}  // namespace checks
