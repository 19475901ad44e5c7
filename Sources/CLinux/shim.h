#include <dirent.h>
#include <linux/fs.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/vfs.h>
#include <unistd.h>

/* What Swift does not import by itself: variadic functions, enum flags and flexible array members. */

static inline int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/* At most 15 bytes are kept. */
static inline int clinux_name_current_thread(const char *name) {
  return prctl(PR_SET_NAME, name, 0, 0, 0);
}

/* Fails with EEXIST rather than replace what has the new name. */
static inline int clinux_rename_noreplace(int from, const char *name, int to, const char *new_name) {
  return (int)syscall(SYS_renameat2, from, name, to, new_name, RENAME_NOREPLACE);
}

/* The file system's magic number (statfs(2)); -1 with errno on failure. */
static inline long long clinux_file_system_type(const char *path) {
  struct statfs answer;
  return statfs(path, &answer) == 0 ? (long long)(unsigned int)answer.f_type : -1;
}

/* Whether a time service keeps the system's clock (adjtimex(2)); -1 if the kernel does not say. */
static inline int clinux_clock_is_kept(void) {
  struct timex state = {.modes = 0};
  return adjtimex(&state) < 0 ? -1 : !(state.status & STA_UNSYNC);
}

static inline const char *clinux_entry_name(const struct dirent *entry) { return entry->d_name; }
