#include <dirent.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>

/* What Swift does not import by itself: variadic functions, enum flags and flexible array members. */

static inline int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/* At most 15 bytes are kept. */
static inline int clinux_name_current_thread(const char *name) {
  return prctl(PR_SET_NAME, name, 0, 0, 0);
}

static inline const char *clinux_entry_name(const struct dirent *entry) { return entry->d_name; }
