// modules: main shapes
#include <string>
#include <typeinfo>

struct Shape { virtual ~Shape() = default; virtual int sides() const = 0; };
struct Named { virtual ~Named() = default; virtual const char *name() const { return "named"; } };
struct Square : Shape, Named { int sides() const override { return 4; } const char *name() const override { return "square"; } };
struct Triangle : Shape { int sides() const override { return 3; } };

Shape *make(int sides);
const std::type_info &type_of_square();

#ifdef MODULE_shapes
Shape *make(int sides) { return sides == 4 ? (Shape *)new Square : new Triangle; }
const std::type_info &type_of_square() { return typeid(Square); }
#endif

#ifdef MODULE_main
extern "C" const char *run()
{
    static std::string log;
    for (int sides = 3; sides <= 4; sides++) {
        Shape *shape = make(sides);
        log += typeid(*shape).name();
        log += dynamic_cast<Square *>(shape) ? " square" : " other";
        if (auto named = dynamic_cast<Named *>(shape)) { log += ' '; log += named->name(); }
        try { dynamic_cast<Triangle &>(*shape).sides(); log += " triangle;"; } catch (const std::bad_cast &) { log += " bad cast;"; }
        delete shape;
    }
    Square square;
    log += typeid(square) == type_of_square() ? "same" : "different";
    log += &typeid(Square) == &type_of_square() ? " object" : " objects";
    return log.c_str();
}
#endif
