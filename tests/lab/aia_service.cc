#include "tests/lab/aia_service.h"

#include <openssl/pem.h>
#include <openssl/pkcs7.h>

#include <cstdio>
#include <memory>

#include "tests/lab/require.h"

namespace lab {
namespace {

using checks::openssl::BioPtr;
using Pkcs7Ptr = std::unique_ptr<PKCS7, checks::openssl::Deleter<PKCS7_free>>;

std::string with_head(std::string_view status, std::string_view fields, std::string_view body) {
  return "HTTP/1.1 " + std::string(status) + "\r\nServer: lab\r\n" + std::string(fields) +
         "Content-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" +
         std::string(body);
}

std::string found(std::string_view body) {
  return with_head("200 OK", "Content-Type: application/pkix-cert\r\n", body);
}

std::string redirect(const std::string& location) {
  return with_head("302 Found", "Location: " + location + "\r\n", "");
}

// Empty: there is none of that name, or the name is none of ours.
std::string certificate(const Service& service, std::string_view name) {
  const bool is_plain =
      !name.empty() && name.find_first_of("/\\%") == std::string_view::npos && name[0] != '.';
  const std::string path = service.folder + '/' + std::string(name);
  const std::unique_ptr<std::FILE, checks::openssl::Deleter<std::fclose>> file(
      is_plain ? std::fopen(path.c_str(), "re") : nullptr);
  std::string bytes(file ? 65536 : 0, '\0');
  bytes.resize(file ? std::fread(bytes.data(), 1, bytes.size(), file.get()) : 0);
  return bytes;
}

X509Ptr parsed(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  return X509Ptr(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
}

std::string content(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string as_pem(const std::string& der) {
  const BioPtr memory(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(memory.get(), parsed(der).get()) == 1, "write a certificate");
  return "# what lies here, in words\n" + content(memory.get());
}

std::string as_message(const std::string& der) {
  const Pkcs7Ptr message(PKCS7_new());
  const BioPtr memory(BIO_new(BIO_s_mem()));
  require(PKCS7_set_type(message.get(), NID_pkcs7_signed) == 1 &&
              PKCS7_content_new(message.get(), NID_pkcs7_data) == 1 &&
              PKCS7_add_certificate(message.get(), parsed(der).get()) == 1 &&
              i2d_PKCS7_bio(memory.get(), message.get()) == 1,
          "write a certs-only message");
  return content(memory.get());
}

std::string as_chunks(std::string_view bytes) {
  std::string answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
  constexpr std::size_t kChunk = 100;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(kChunk, bytes.size()))) {
    const std::string_view chunk = bytes.substr(0, kChunk);
    char size[16];
    std::snprintf(size, sizeof size, "%zx", chunk.size());
    answer += std::string(size) + "\r\n" + std::string(chunk) + "\r\n";
  }
  return answer + "0\r\n\r\n";
}

void drip(Connection& connection) {
  connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
  while (connection.pause(std::chrono::seconds(1)) && connection.write("x")) {
  }
}

void flood(Connection& connection) {
  connection.write("HTTP/1.1 200 OK\r\n\r\n");
  while (connection.write(std::string(16384, 'x'))) {
  }
}

// The path of a GET, its fields read to the end; empty if it is none.
std::string requested(Connection& connection) {
  const std::string line = connection.read_line().value_or("");
  for (std::optional<std::string> field = connection.read_line(); field && !field->empty();
       field = connection.read_line()) {
  }
  const std::size_t end = line.find(" HTTP/1.");
  return line.starts_with("GET /") && end != std::string::npos ? line.substr(4, end - 4) : std::string();
}

struct Form {
  std::string_view prefix;
  std::string (*answer)(const std::string& der);
};

constexpr Form kForms[] = {
    {"/pem/", [](const std::string& der) { return found(as_pem(der)); }},
    {"/p7c/", [](const std::string& der) { return found(as_message(der)); }},
    {"/chunked/", [](const std::string& der) { return as_chunks(der); }},
    {"/", [](const std::string& der) { return found(der); }},
};

std::string answer_to(const Service& service, const std::string& path) {
  if (path.starts_with("/moved/")) {
    return redirect(path.substr(std::string_view("/moved").size()));
  }
  for (const Form& form : kForms) {
    if (path.starts_with(form.prefix)) {
      const std::string der = certificate(service, std::string_view(path).substr(form.prefix.size()));
      return der.empty() ? with_head("404 Not Found", "", "no such certificate\n") : form.answer(der);
    }
  }
  return with_head("400 Bad Request", "", "");
}

std::string fixed_answer(std::string_view path) {
  if (path == "/to-https") {
    return redirect("https://127.0.0.1/lab-intermediate-ca-1.crt");
  }
  if (path == "/to-file") {
    return redirect("file:///etc/passwd");
  }
  if (path == "/loop") {
    return redirect("/loop");
  }
  if (path == "/html") {
    return with_head("200 OK", "Content-Type: text/html\r\n", "<html>Your session has expired</html>\n");
  }
  if (path == "/garbage") {
    return "\x16\x03\x01 no HTTP at all\r\n\r\n";
  }
  return path == "/huge" ? "HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n0" : "";
}

}  // namespace

void serve_aia(Connection& connection, const Service& service) {
  const std::string path = requested(connection);
  if (path == "/slow") {
    drip(connection);
  } else if (path == "/endless") {
    flood(connection);
  } else {
    const std::string fixed = fixed_answer(path);
    connection.write(fixed.empty() ? answer_to(service, path) : fixed);
    connection.finish();
  }
}

}  // namespace lab
