/* What a host calls to run a script in its own process. */
#include <stdio.h>

#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"

/* Runs the script in a state of its own; 0, or 1 after an error, which it prints. */
int run_script(const char *path) {
    lua_State *state = luaL_newstate();
    int failed;
    if (state == NULL) {
        fprintf(stderr, "run_script: no memory for a Lua state\n");
        return 1;
    }

    luaL_openlibs(state);
    failed = luaL_dofile(state, path) != LUA_OK;
    if (failed)
        fprintf(stderr, "run_script: %s\n", lua_tostring(state, -1));
    lua_close(state);
    fflush(stdout);
    return failed;
}
