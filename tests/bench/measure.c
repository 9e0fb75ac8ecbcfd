/* Runs a command several times and prints the median wall time in microseconds, the largest resident set in
 * kB, and the mean CPU time in microseconds.
 *
 *   measure COUNT COMMAND [ARGUMENT...]
 *
 * Output of the command is discarded; its exit status does not matter, but its being killed by a signal does.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int ascending(const void* a, const void* b) {
  long x = *(const long*)a, y = *(const long*)b;
  return (x > y) - (x < y);
}

static long in_us(struct timeval t) { return t.tv_sec * 1000000L + t.tv_usec; }

static long now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

int main(int argc, char** argv) {
  long count = argc > 2 ? atol(argv[1]) : 0;
  if (count < 1 || count > 10000) {
    fputs("usage: measure COUNT COMMAND [ARGUMENT...]\n", stderr);
    return 3;
  }
  long* times = calloc((size_t)count, sizeof *times);
  long largest = 0, cpu = 0;
  for (long i = 0; i < count; ++i) {
    long start = now_us();
    pid_t child = fork();
    if (child == 0) {
      int null = open("/dev/null", O_RDWR);
      dup2(null, 0), dup2(null, 1), dup2(null, 2);
      execvp(argv[2], argv + 2);
      _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child || WIFSIGNALED(status) ||
        WEXITSTATUS(status) == 127) {
      fprintf(stderr, "measure: %s failed\n", argv[2]);
      return 1;
    }
    times[i] = now_us() - start;
    cpu += in_us(usage.ru_utime) + in_us(usage.ru_stime);
    largest = usage.ru_maxrss > largest ? usage.ru_maxrss : largest;
  }
  qsort(times, (size_t)count, sizeof *times, ascending);
  printf("%ld %ld %ld\n", times[count / 2], largest, cpu / count);
  free(times);
  return 0;
}
