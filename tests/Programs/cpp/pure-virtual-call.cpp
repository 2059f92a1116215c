// A pure virtual function called during construction ends the program.
struct base {
    base() { call(); }
    void call() { f(); }
    virtual void f() = 0;
};
struct derived : base { void f() override { } };

int main()
{
    derived d;
}
