// The part of ldns that makes and reads messages. Its headers take in `sys/socket.h`: by way of CLinux, so that the
// structures in it belong to one module; and they define a `bool` of their own unless the standard one came first.
#ifndef PROXYD_CLDNS_SHIM_H
#define PROXYD_CLDNS_SHIM_H
#include "../CLinux/shim.h"
#include <stdbool.h>
#include <ldns/rbtree.h>
#include <ldns/dname.h>
#include <ldns/host2wire.h>
#include <ldns/packet.h>
#include <ldns/rdata.h>
#include <ldns/rr.h>
#include <ldns/tsig.h>
#include <ldns/wire2host.h>
#endif
