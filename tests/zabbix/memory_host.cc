// A host that runs out of memory while the module computes.
//
//   memory_host MODULE ours|all STEP EXPECTED KEY [PARAMETER...]
//
// In one child after the other, the first call of the module meets a failing malloc: in the first child at
// its first allocation, in the next one STEP allocations later, until a call needs no more than that. Each
// place is tried twice: one allocation fails, and all from there on fail. No child may die. With `ours`
// OpenSSL itself has all the memory it wants, and a second call, which lacks nothing, must give EXPECTED
// ("u|0"): what failed has left nothing behind. Prints "ok WHAT" or "not ok WHAT: why".

#include <openssl/crypto.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/zabbix/loaded_module.h"

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
}

namespace {

thread_local long allocations_left = LONG_MAX;
thread_local bool is_lasting = false;

long failing_place = 0;
bool has_failed = false;

void begin_failing() { allocations_left = failing_place; }
void end_failing() {
  has_failed = is_lasting ? allocations_left < 0 : allocations_left == LONG_MAX;
  allocations_left = LONG_MAX;
}

bool fails() {
  if (allocations_left == LONG_MAX || allocations_left-- > 0) {
    return false;
  }
  if (!is_lasting) {
    allocations_left = LONG_MAX;
  }
  errno = ENOMEM;
  return true;
}

void* keep_malloc(std::size_t size, const char*, int) { return __libc_malloc(size); }
void* keep_realloc(void* memory, std::size_t size, const char*, int) { return __libc_realloc(memory, size); }
void keep_free(void* memory, const char*, int) { std::free(memory); }

enum Ended { kGood, kOther, kNoMore };

struct Question {
  const host::LoadedModule& module;
  std::string expected;
  std::string key;
  std::vector<std::string> parameters;
  bool must_recover;
};

int ask(const Question& question, long place, bool lasting) {
  is_lasting = lasting;
  failing_place = place;
  question.module.call(question.key, question.parameters, begin_failing, end_failing);
  const std::string again = question.module.call(question.key, question.parameters);
  if (question.must_recover && again != question.expected) {
    std::printf("# then: %s\n", again.substr(0, 300).c_str());
    std::fflush(stdout);
    return kOther;
  }
  return has_failed ? kGood : kNoMore;
}

// False at the first place where something is wrong.
bool try_places(const Question& question, long step, bool lasting, long& places, std::string& why) {
  for (long place = 0;; place += step, ++places) {
    const pid_t child = fork();
    if (child == 0) {
      ::_exit(ask(question, place, lasting));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == kNoMore) {
      return true;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != kGood) {
      why = "allocation " + std::to_string(place) + (lasting ? " and all behind it" : "") +
            (WIFSIGNALED(status) ? ": ended by signal " + std::to_string(WTERMSIG(status)) : ": no recovery");
      return false;
    }
  }
}

}  // namespace

extern "C" {
__attribute__((visibility("default"))) void* malloc(std::size_t size) {
  return fails() ? nullptr : __libc_malloc(size);
}
__attribute__((visibility("default"))) void* calloc(std::size_t count, std::size_t size) {
  return fails() ? nullptr : __libc_calloc(count, size);
}
__attribute__((visibility("default"))) void* realloc(void* memory, std::size_t size) {
  return fails() ? nullptr : __libc_realloc(memory, size);
}
}

int main(int argc, char** argv) {
  if (argc < 6) {
    return 2;
  }
  const bool ours = std::strcmp(argv[2], "ours") == 0;
  if (ours && CRYPTO_set_mem_functions(keep_malloc, keep_realloc, keep_free) != 1) {
    return 2;
  }
  const host::LoadedModule module(argv[1], 3);
  const Question question{module, argv[4], argv[5], {argv + 6, argv + argc}, ours};
  long places = 0;
  std::string why;
  const bool good = try_places(question, std::atol(argv[3]), false, places, why) &&
                    try_places(question, std::atol(argv[3]), true, places, why);
  if (good) {
    std::printf("ok %ld failing allocations\n", places);
  } else {
    std::printf("not ok: %s\n", why.c_str());
  }
  return 0;
}
