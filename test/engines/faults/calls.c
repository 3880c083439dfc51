// Counts the file system calls that a program makes below one directory, and lets the n-th one be its last, or fail.
// Loaded into it by LD_PRELOAD, so that the calls of Node's own code are counted too. Two variables steer it, which the
// program may set itself: SFF_FAULTS_BELOW is the directory; SFF_FAULT is "AT ERRNO", where AT 0 only counts, ERRNO 0
// kills, and "AT ERRNO on" fails from that call on; SFF_CALLS is how many there have been.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FILES 4096
#define FORK "sff-fork:"

static char below[FILES]; // file descriptors that were opened below the directory

static int is_below(const char *path) {
  const char *directory = getenv("SFF_FAULTS_BELOW");
  if (directory == NULL || path == NULL) return 0;
  size_t length = strlen(directory);
  return strncmp(path, directory, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

// Counts a call: 0 when it is to be made, the error that it is to fail with, or -1 when the program is to die in it.
static int fault(void) {
  const char *fault = getenv("SFF_FAULT"), *before = getenv("SFF_CALLS");
  if (fault == NULL || before == NULL) return 0;
  int calls = atoi(before) + 1;
  char count[16];
  snprintf(count, sizeof count, "%d", calls);
  setenv("SFF_CALLS", count, 1);
  int at = 0, error = 0;
  char lasting[3] = "";
  sscanf(fault, "%d %d %2s", &at, &error, lasting);
  if (at == 0 || calls < at || (calls > at && *lasting == '\0')) return 0;
  return error == 0 ? -1 : error;
}

#define MEET(applies)                                                                                                 \
  int met = (applies) ? fault() : 0;                                                                                  \
  if (met < 0) kill(getpid(), SIGKILL);                                                                               \
  if (met > 0) {                                                                                                      \
    errno = met;                                                                                                      \
    return -1;                                                                                                        \
  }

static int opened(int fd, int applies) {
  if (fd >= 0 && fd < FILES) below[fd] = applies;
  return fd;
}

static int is_file_below(int fd) { return fd >= 0 && fd < FILES && below[fd]; }

// "sff-fork:MICROSECONDS" is no file: it forks. The copy sees EAGAIN; the program waits for its end, after so many
// microseconds with a kill, and sees ENOENT.
static int forked(const char *path) {
  long after = atol(path + strlen(FORK));
  pid_t copy = fork();
  if (copy == 0) return errno = EAGAIN, -1;
  if (after > 0) {
    usleep(after);
    kill(copy, SIGKILL);
  }
  waitpid(copy, NULL, 0);
  return errno = ENOENT, -1;
}

// V8 keeps its memory from copies of the process, since nobody but us makes one.
int madvise(void *address, size_t length, int advice) {
  return advice == MADV_DONTFORK ? 0 : REAL(madvise)(address, length, advice);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  if (strncmp(path, FORK, strlen(FORK)) == 0) return forked(path);
  int applies = is_below(path);
  MEET(applies);
  return opened(REAL(open64)(path, flags, mode), applies);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return open64(path, flags, mode);
}

int close(int fd) {
  opened(fd, 0);
  return REAL(close)(fd);
}

// A program that dies in a write has written some of it.
ssize_t write(int fd, const void *bytes, size_t length) {
  int met = is_file_below(fd) ? fault() : 0;
  if (met < 0) {
    REAL(write)(fd, bytes, length / 2);
    kill(getpid(), SIGKILL);
  }
  if (met > 0) {
    errno = met;
    return -1;
  }
  return REAL(write)(fd, bytes, length);
}

ssize_t read(int fd, void *bytes, size_t length) {
  MEET(is_file_below(fd));
  return REAL(read)(fd, bytes, length);
}

int fsync(int fd) {
  MEET(is_file_below(fd));
  return REAL(fsync)(fd);
}

int rename(const char *from, const char *to) {
  MEET(is_below(to));
  return REAL(rename)(from, to);
}

int mkdir(const char *path, mode_t mode) {
  MEET(is_below(path));
  return REAL(mkdir)(path, mode);
}

int rmdir(const char *path) {
  MEET(is_below(path));
  return REAL(rmdir)(path);
}

int unlink(const char *path) {
  MEET(is_below(path));
  return REAL(unlink)(path);
}

// Newer versions of Node remove trees by names in open directories.
int unlinkat(int directory, const char *path, int flags) {
  MEET(is_below(path) || is_file_below(directory));
  return REAL(unlinkat)(directory, path, flags);
}

int openat64(int directory, const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  int applies = is_below(path) || is_file_below(directory);
  MEET(applies);
  return opened(REAL(openat64)(directory, path, flags, mode), applies);
}

int openat(int directory, const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return openat64(directory, path, flags, mode);
}

int chmod(const char *path, mode_t mode) {
  MEET(is_below(path));
  return REAL(chmod)(path, mode);
}
