/* Records what a process writes below a folder, and fails the calls it is told to fail. No root needed.
 *
 * Preloaded (LD_PRELOAD) into a desk: any SQLite, static or not, goes through these calls of the C library. A program
 * that has it loaded switches it by recorder_start and recorder_fail (ctypes), one that runs on its own by a file:
 *
 *   RECORDER_SWITCH=file   while the file is there, every writing call below RECORDER_UNDER fails with the errno in it
 *
 * The log is a row of records: type, length of path, offset, length of data (packed, little end first), path, data.
 * W write, T truncate, S fsync, C create, U unlink, R rename (data is the new path), L link (likewise).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char under[1024], failing[16];
static const char *lever;
static int log_to = -1, fail_at, fail_with, is_sticky, count;

__attribute__((constructor)) static void start(void) {
  lever = getenv("RECORDER_SWITCH");
  const char *where = getenv("RECORDER_UNDER");
  if (where) snprintf(under, sizeof under, "%s", where);
}

/* Record everything below a folder into a file; an empty file name stops. */
void recorder_start(const char *folder, const char *file) {
  snprintf(under, sizeof under, "%s", folder);
  if (log_to >= 0) syscall(SYS_close, log_to);
  log_to = *file ? syscall(SYS_open, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
}

/* Fail the n-th call of a kind ("write", "fsync", "truncate", "open", "rename", "unlink"), from there on if sticky. */
void recorder_fail(const char *folder, const char *kind, int n, int with, int sticky) {
  snprintf(under, sizeof under, "%s", folder);
  snprintf(failing, sizeof failing, "%s", kind);
  fail_at = n, fail_with = with, is_sticky = sticky, count = 0;
}

/* How many calls of the kind there were. */
int recorder_count(void) { return count; }

static int is_ours(const char *path) {
  size_t n = strlen(under);
  return n && path && !strncmp(path, under, n) && !strstr(path, "-shm") && !strstr(path, ".lock");
}

static int path_of(int fd, char *path) {
  char link[64];
  if (!*under || fd < 3) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, 1023);
  if (n <= 0) return 0;
  path[n] = 0;
  return is_ours(path);
}

static int at_path(int folder, const char *path, char *whole) {
  if (folder == AT_FDCWD || *path == '/') return snprintf(whole, 1024, "%s", path), is_ours(path);
  return 0;
}

static int fails(const char *kind) {
  if (lever && !access(lever, F_OK)) {
    char text[16] = "5";
    int fd = syscall(SYS_open, lever, O_RDONLY);
    if (fd >= 0 && syscall(SYS_read, fd, text, sizeof text - 1) >= 0) syscall(SYS_close, fd);
    return errno = atoi(text), 1;
  }
  if (strcmp(kind, failing)) return 0;
  int nth = __sync_add_and_fetch(&count, 1);
  if (nth != fail_at && !(is_sticky && fail_at && nth > fail_at)) return 0;
  return errno = fail_with, 1;
}

static void record(char type, const char *path, uint64_t offset, const void *data, uint32_t n) {
  if (log_to < 0) return;
  struct { char type; uint16_t path; uint64_t offset; uint32_t n; } __attribute__((packed)) head =
      {type, strlen(path), offset, n};
  struct iovec parts[3] = {{&head, sizeof head}, {(void *)path, head.path}, {(void *)data, n}};
  int kept = errno;
  syscall(SYS_writev, log_to, parts, 3);
  errno = kept;
}

#define REAL(result, name, ...)                                                                                        \
  static result (*real)(__VA_ARGS__);                                                                                  \
  if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  char path[1024];
  int ours = path_of(fd, path);
  if (ours && fails("write")) return -1;
  ssize_t done = real(fd, data, n, at);
  if (ours && done > 0) record('W', path, at, data, done);
  return done;
}
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) { return pwrite64(fd, data, n, at); }

ssize_t write(int fd, const void *data, size_t n) {
  REAL(ssize_t, "write", int, const void *, size_t);
  char path[1024];
  int ours = path_of(fd, path);
  if (ours && fails("write")) return -1;
  off_t at = ours ? lseek(fd, 0, SEEK_CUR) : 0;
  ssize_t done = real(fd, data, n);
  if (ours && done > 0) record('W', path, at, data, done);
  return done;
}

/* Python copies files with sendfile: done here by reading and writing, so that it is seen. */
ssize_t sendfile64(int to, int from, off64_t *offset, size_t n) {
  REAL(ssize_t, "sendfile64", int, int, off64_t *, size_t);
  char path[1024], piece[65536];
  if (!path_of(to, path)) return real(to, from, offset, n);
  size_t want = n < sizeof piece ? n : sizeof piece;
  ssize_t had = offset ? pread64(from, piece, want, *offset) : read(from, piece, want);
  if (had <= 0) return had;
  ssize_t done = write(to, piece, had);
  if (done > 0 && offset) *offset += done;
  return done;
}
ssize_t sendfile(int to, int from, off_t *offset, size_t n) { return sendfile64(to, from, (off64_t *)offset, n); }

static int flush(int (*real)(int), int fd) {
  char path[1024];
  int ours = path_of(fd, path);
  if (ours && fails("fsync")) return -1;
  int done = real(fd);
  if (ours && !done) record('S', path, 0, 0, 0);
  return done;
}
int fsync(int fd) { REAL(int, "fsync", int); return flush(real, fd); }
int fdatasync(int fd) { REAL(int, "fdatasync", int); return flush(real, fd); }

int ftruncate64(int fd, off64_t n) {
  REAL(int, "ftruncate64", int, off64_t);
  char path[1024];
  int ours = path_of(fd, path);
  if (ours && fails("truncate")) return -1;
  int done = real(fd, n);
  if (ours && !done) record('T', path, n, 0, 0);
  return done;
}
int ftruncate(int fd, off_t n) { return ftruncate64(fd, n); }

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  int ours = is_ours(path);
  if (ours && fails("unlink")) return -1;
  int done = real(path);
  if (ours && !done) record('U', path, 0, 0, 0);
  return done;
}

static int moved(char type, int (*real)(const char *, const char *), const char *from, const char *to) {
  int ours = is_ours(to);
  if (ours && fails("rename")) return -1;
  int done = real(from, to);
  if (ours && !done) record(type, from, 0, to, strlen(to));
  return done;
}
int rename(const char *from, const char *to) { REAL(int, "rename", const char *, const char *); return moved('R', real, from, to); }
int link(const char *from, const char *to) { REAL(int, "link", const char *, const char *); return moved('L', real, from, to); }
int linkat(int a, const char *from, int b, const char *to, int flags) {
  REAL(int, "linkat", int, const char *, int, const char *, int);
  int ours = a == AT_FDCWD && b == AT_FDCWD && is_ours(to);
  if (ours && fails("rename")) return -1;
  int done = real(a, from, b, to, flags);
  if (ours && !done) record('L', from, 0, to, strlen(to));
  return done;
}

static int opened(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
  int ours = is_ours(path) && flags & (O_WRONLY | O_RDWR);
  int is_new = ours && flags & O_CREAT && access(path, F_OK);
  if (ours && fails("open")) return -1;
  int fd = real(path, flags, mode);
  if (fd >= 0 && is_new) record('C', path, 0, 0, 0);
  else if (fd >= 0 && ours && flags & O_TRUNC) record('T', path, 0, 0, 0);
  return fd;
}
#define MODE mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, int); va_end(more); }
int open64(const char *path, int flags, ...) { MODE REAL(int, "open64", const char *, int, ...); return opened(real, path, flags, mode); }
int open(const char *path, int flags, ...) { MODE REAL(int, "open64", const char *, int, ...); return opened(real, path, flags, mode); }

int openat64(int folder, const char *path, int flags, ...) {
  MODE
  REAL(int, "openat64", int, const char *, int, ...);
  char whole[1024];
  int ours = at_path(folder, path, whole) && flags & (O_WRONLY | O_RDWR);
  int is_new = ours && flags & O_CREAT && access(whole, F_OK);
  if (ours && fails("open")) return -1;
  int fd = real(folder, path, flags, mode);
  if (fd >= 0 && is_new) record('C', whole, 0, 0, 0);
  else if (fd >= 0 && ours && flags & O_TRUNC) record('T', whole, 0, 0, 0);
  return fd;
}
int openat(int folder, const char *path, int flags, ...) { MODE return openat64(folder, path, flags, mode); }
