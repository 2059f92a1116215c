#pragma once
struct base { virtual int f() { return 1; } virtual ~base() { } };
struct derived : base { int f() override { return 2; } };
