#pragma once
#include <stdexcept>
#include <vector>
inline int made;
template <typename T> class stack {
    std::vector<T> items_;
public:
    stack() { made++; }
    void push(T item) { if (items_.size() > 100) throw std::length_error("full"); items_.push_back(item); }
    T sum() const { T total{}; for (const T &item : items_) total += item; return total; }
};
