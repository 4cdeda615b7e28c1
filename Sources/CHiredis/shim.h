#ifndef PROXYD_CHIREDIS_SHIM_H
#define PROXYD_CHIREDIS_SHIM_H
#include <hiredis/hiredis.h>
#endif
