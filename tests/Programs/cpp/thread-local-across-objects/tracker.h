#pragma once
struct tracker { int id, touched; tracker(); ~tracker(); };
extern thread_local tracker current;
