#include "big.h"

template <typename T> big<T>::big(T value) : value_(value) { }
template <typename T> T big<T>::twice() const { return value_ * 2; }
template class big<int>;
template class big<double>;
