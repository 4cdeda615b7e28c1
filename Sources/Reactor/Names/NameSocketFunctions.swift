internal import CAres
internal import CLinux
internal import Glibc

/// The socket calls that c-ares makes; its own would raise SIGPIPE, and close descriptors behind the reactor's back.
///
/// The user data is the `NameChannel`, unretained.
enum NameSocketFunctions {
    /// A new table; c-ares keeps the pointer, so it must outlive the channel.
    static func makeTable() -> UnsafeMutablePointer<ares_socket_functions> {
        let table = UnsafeMutablePointer<ares_socket_functions>.allocate(capacity: 1)
        unsafe table.initialize(
            to: ares_socket_functions(
                asocket: { family, type, `protocol`, _ in
                    socket(family, type | proxyd_accept_flags, `protocol`)
                },
                aclose: { descriptor, context in
                    unsafe NameSocketFunctions.channel(context)?.close(descriptor)
                    return 0
                },
                aconnect: { descriptor, address, length, _ in
                    unsafe connect(descriptor, address, length)
                },
                arecvfrom: { descriptor, buffer, capacity, flags, address, length, context in
                    if unsafe NameSocketFunctions.channel(context)?.takeRefusal(descriptor) == true {
                        errno = ECONNREFUSED
                        return -1
                    }
                    return unsafe recvfrom(descriptor, buffer, capacity, flags, address, length)
                },
                asendv: { descriptor, vectors, count, context in
                    var message = unsafe msghdr()
                    unsafe message.msg_iov = UnsafeMutablePointer(mutating: vectors)
                    unsafe message.msg_iovlen = Int(count)
                    let sent = unsafe sendmsg(descriptor, &message, proxyd_no_signal)
                    if sent < 0, errno == ECONNREFUSED {
                        // Not this datagram was refused but an earlier one: the kernel tells whichever call is next.
                        unsafe NameSocketFunctions.channel(context)?.refused(descriptor)
                        errno = ECONNREFUSED
                    }
                    return sent
                }))
        return unsafe table
    }

    private static func channel(_ context: UnsafeMutableRawPointer?) -> NameChannel? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<NameChannel>.fromOpaque(context).takeUnretainedValue()
    }
}
