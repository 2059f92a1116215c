/* What a runtime offers to the native code of its modules. All functions may be called from any thread. */
#ifndef GRAFT_H
#define GRAFT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

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

#ifdef __cplusplus
}
#endif
#endif
