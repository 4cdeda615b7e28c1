#ifndef PROXYD_CARES_SHIM_H
#define PROXYD_CARES_SHIM_H
#include <ares.h>
#endif
