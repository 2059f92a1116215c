/* What a runtime offers to the native code of its modules, and what it asks of them. */
#ifndef GRAFT_H
#define GRAFT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The functions below may be called from any thread. */

/* The calling thread will come to sync points from now on. The name, which may be null, is for messages. */
void graft_register_thread(const char *name);

/* Ends that promise; must be called before a registered thread ends or stops coming to sync points. */
void graft_unregister_thread(void);

/* Everything may change here: code, and the layout of data. Typically called once per frame. Waits while a synced commit
   takes effect, otherwise returns at once. Does nothing in a thread that is not registered. */
void graft_sync_point(void);

/* Calls a function so that a fault in it (SIGSEGV, SIGBUS, SIGFPE, SIGILL) ends only the call, if the program wants that (RuntimeOptions.OnFault).
   Returns 0, or the number of the fault. What lies between is left as it is: destructors do not run, locks stay locked. */
uint64_t graft_guard(void (*function)(void *argument), void *argument);

/* Hooks: a module may define these two functions, each module its own. They run on a thread of the runtime. */

enum { GRAFT_LOAD, GRAFT_UNLOAD, GRAFT_UNDO, GRAFT_REDO };
enum { GRAFT_IMMEDIATE, GRAFT_SYNCED };

struct graft_patch {
    uint32_t size;          /* of this structure: a later version may be larger */
    uint32_t kind;          /* GRAFT_LOAD, ... */
    uint32_t consistency;   /* GRAFT_IMMEDIATE, ... */
    uint32_t reserved;
    int64_t generation;     /* its number */
    const char *modules;    /* the modules that change, with ", " between them; valid during the call */
    const char *author;     /* the process that asks for it; may be empty; valid during the call */
};

/* Seen by its own module alone, so that every module can have one, and kept though nothing refers to it. */
#ifdef __has_attribute
#if __has_attribute(retain)
#define GRAFT_HOOK __attribute__((visibility("hidden"), used, retain))
#endif
#endif
#ifndef GRAFT_HOOK
#define GRAFT_HOOK __attribute__((visibility("hidden"), used))
#endif

/* Called before a load, an undo or a redo, while all threads still run. Anything but 0 is a veto, and nothing changes:
   return graft_veto("why"). A patch need not follow: another hook may object. */
GRAFT_HOOK int graft_before_patch(const struct graft_patch *patch);

/* Called once a patch is in effect, and its threads go on. */
GRAFT_HOOK void graft_after_patch(const struct graft_patch *patch);

/* Notes why, for the message. Returns 1. */
int graft_veto(const char *reason);

/* Marks a function that takes the value of a variable over whose type changed:
       void grow_score(const int *old, long *now) GRAFT_MIGRATION("score");
       void grow_score(const int *old, long *now) { *now = *old; }
   "score" is the variable's name in the object file, "f.calls" for the static variable calls of function f. What the second
   parameter points to holds the variable's initial value. Runs in a synced load only, while all registered threads stand. */
#define GRAFT_MIGRATION(name) __asm__("graft_migrate." name) GRAFT_HOOK

#ifdef __cplusplus
}
#endif
#endif
