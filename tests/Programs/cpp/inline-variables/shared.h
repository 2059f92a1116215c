#pragma once
inline int start() { static int calls = 0; return ++calls; }
inline int counter = start();
inline int next_id() { static int id = 100; return ++id; }
template <typename T> struct box { static int made; };
template <typename T> int box<T>::made = 3;
void other();
int *other_counter();
