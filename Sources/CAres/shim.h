// c-ares, whose header takes in `sys/socket.h`: by way of CLinux, so that the structures in it belong to one module.
#ifndef PROXYD_CARES_SHIM_H
#define PROXYD_CARES_SHIM_H
#include "../CLinux/shim.h"
#include <ares.h>
#endif
