#pragma once
template <typename T> class big {
    T value_;
public:
    explicit big(T value);
    T twice() const;
};
extern template class big<int>;
extern template class big<double>;
