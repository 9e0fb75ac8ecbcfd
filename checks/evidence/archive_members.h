// The members of an archive, named once for the reader and the writer. For this folder's sources.
//
// An Archive is called as archive("name", member), or archive.required("name", member) where evidence makes
// no sense without it. What is not required and has its default value is left out.

#pragma once

#include <type_traits>

#include "checks/evidence/evidence.h"

namespace checks {

inline constexpr const char kArchiveFormat[] = "tls-checks evidence";

// A writer takes its values const.
template <class Archive, class T>
using Member = std::conditional_t<Archive::kWrites, const T, T>;

template <class Archive>
void members(Archive& archive, Member<Archive, Proxy>& proxy) {
  archive.required("kind", proxy.kind);
  archive.required("host", proxy.host);
  archive.required("port", proxy.port);
}

template <class Archive>
void members(Archive& archive, Member<Archive, Target>& target) {
  archive.required("host", target.host);
  archive("address", target.address);
  archive.required("port", target.port);
  archive.required("protocol", target.protocol);
  archive("server_name", target.server_name);
  archive("family", target.family);
  archive("every_address", target.every_address);
  archive("both_keys", target.both_keys);
  archive("refuse", target.refuse);
  archive("proxy", target.proxy);
  archive("proxy_header", target.proxy_header);
}

template <class Archive>
void members(Archive& archive, Member<Archive, Failure>& failure) {
  archive.required("stage", failure.stage);
  archive.required("kind", failure.kind);
  archive("text", failure.text);
}

template <class Archive>
void members(Archive& archive, Member<Archive, Timings>& timings) {
  archive("resolve", timings.resolve);
  archive("connect", timings.connect);
  archive("proxy", timings.proxy);
  archive("starttls", timings.starttls);
  archive("tls", timings.tls);
  archive("total", timings.total);
}

template <class Archive>
void members(Archive& archive, Member<Archive, CertificateRequest>& request) {
  archive("answered", request.answered);
  archive("refused", request.refused);
  archive("alert", request.alert);
}

template <class Archive>
void members(Archive& archive, Member<Archive, Handshake>& handshake) {
  archive.required("completed", handshake.completed);
  archive("version", handshake.version);
  archive("cipher", handshake.cipher);
  archive("group", handshake.group);
  archive("alpn", handshake.alpn);
  archive("certificates", handshake.certificates);
  archive("staple", handshake.staple);
  archive("scts", handshake.scts);
  archive("certificate_request", handshake.certificate_request);
}

template <class Archive>
void members(Archive& archive, Member<Archive, FileFailure>& failure) {
  archive.required("kind", failure.kind);
  archive("text", failure.text);
}

template <class Archive>
void members(Archive& archive, Member<Archive, CertificateFile>& file) {
  archive.required("path", file.path);
  archive("container", file.container);
  archive("key_path", file.key_path);
  archive("keys", file.keys);
  archive("unread_keys", file.unread_keys);
  archive("remarks", file.remarks);
  archive("failure", file.failure);
  archive("key_failure", file.key_failure);
}

template <class Archive>
void members(Archive& archive, Member<Archive, FileSearch>& search) {
  archive.required("path", search.path);
  archive("with_certificates", search.with_certificates);
  archive("without_certificates", search.without_certificates);
  archive("not_read", search.not_read);
  archive("gave_up", search.gave_up);
}

template <class Archive>
void members(Archive& archive, Member<Archive, Observation>& observation) {
  archive("purpose", observation.purpose);
  archive("address", observation.address);
  archive("port", observation.port);
  archive("host", observation.host);
  archive("offered", observation.offered);
  archive("timings", observation.timings);
  archive("injected", observation.injected);
  archive("handshake", observation.handshake);
  archive("failure", observation.failure);
  archive("superseded", observation.superseded);
  archive("file", observation.file);
  archive("search", observation.search);
}

template <class Archive>
void members(Archive& archive, Member<Archive, Fetch>& fetch) {
  archive.required("purpose", fetch.purpose);
  archive.required("url", fetch.url);
  archive("request", fetch.request);
  archive("answer", fetch.answer);
  archive("failure", fetch.failure);
}

template <class Archive>
void members(Archive& archive, Member<Archive, AnchorNote>& note) {
  archive.required("certificate", note.certificate);
  archive("rejected", note.rejected);
  archive("distrust_after", note.distrust_after);
}

template <class Archive>
void members(Archive& archive, Member<Archive, AnchorAnswer>& answer) {
  archive.required("subject", answer.subject);
  archive("certificates", answer.certificates);
  archive("source", answer.source);
  archive("notes", answer.notes);
}

template <class Archive>
void members(Archive& archive, Member<Archive, ClientStoreRecord>& record) {
  archive.required("client", record.client);
  archive("place", record.place);
  archive("trouble", record.trouble);
  archive("has_distrust", record.has_distrust);
  archive("answers", record.answers);
}

template <class Archive>
void members(Archive& archive, Member<Archive, Evidence>& evidence) {
  archive.required("collected_at", evidence.collected_at);
  archive.required("target", evidence.target);
  archive.required("observations", evidence.observations);
  archive("fetches", evidence.fetches);
  archive("anchors", evidence.anchors);
  archive("anchor_store", evidence.anchor_store);
  archive("machine", evidence.machine);
  archive("client_stores", evidence.client_stores);
}

}  // namespace checks
