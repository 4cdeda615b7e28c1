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
                    Glibc.socket(family, type | proxyd_accept_flags, `protocol`)
                },
                aclose: { descriptor, context in
                    guard let context = unsafe context else { return -1 }
                    unsafe Unmanaged<NameChannel>.fromOpaque(context).takeUnretainedValue().close(descriptor)
                    return 0
                },
                aconnect: { descriptor, address, length, _ in
                    unsafe connect(descriptor, address, length)
                },
                arecvfrom: { descriptor, buffer, capacity, flags, address, length, context in
                    if unsafe socket(descriptor, of: context)?.takeRefusal() == true {
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
                    if sent < 0, errno == ECONNREFUSED { unsafe refused(descriptor, of: context) }
                    return sent
                }))
        return unsafe table
    }

    /// An earlier datagram was refused, and the kernel tells the next call only, which is this one by chance.
    private static func refused(_ descriptor: Int32, of context: UnsafeMutableRawPointer?) {
        guard let context = unsafe context else { return }
        unsafe Unmanaged<NameChannel>.fromOpaque(context).takeUnretainedValue().refused(descriptor)
        errno = ECONNREFUSED
    }

    private static func socket(_ descriptor: Int32, of context: UnsafeMutableRawPointer?) -> NameSocket? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<NameChannel>.fromOpaque(context).takeUnretainedValue().socket(descriptor)
    }
}
