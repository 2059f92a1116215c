/* A ball between two walls. Edit this while the program runs, and build it into the program. */

/* Comes from the program. */
void say(const char *text);

/* State: keeps address and value when the code changes. */
long steps;
static int position;
static int direction = 1;

static int next(int from) {
    return from + direction; /* try: 3 * direction */
}

int step(void) {
    steps++;
    position = next(position);
    if (position <= 0 || position >= 40) {
        position = position <= 0 ? 0 : 40;
        direction = -direction;
        say("bump"); /* try another text */
    }

    return position;
}
