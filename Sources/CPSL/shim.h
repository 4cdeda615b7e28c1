#ifndef PROXYD_CPSL_SHIM_H
#define PROXYD_CPSL_SHIM_H
#include <libpsl.h>
#endif
