internal import Glibc
internal import ProxyModel

/// The addresses of a host as this machine's resolver tells them.
enum HostAddresses {
    /// The addresses of a host, which may be one itself; empty when there is none.
    static func find(_ host: String) async -> [AddressBlock] {
        let name = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        if let literal = AddressBlock(name), literal.prefixLength == literal.address.count * 8 { return [literal] }
        // Always this machine (RFC 6761 §6.3), though not every resolver says so.
        if name == "localhost" || name.hasSuffix(".localhost") { return [AddressBlock("127.0.0.1")].compactMap(\.self) }
        return await withCheckedContinuation { continuation in
            let isStarted = BlockingThread.start { continuation.resume(returning: look(up: name)) }
            if !isStarted { continuation.resume(returning: []) }
        }
    }

    private static func look(up name: String) -> [AddressBlock] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [AddressBlock] = []
        var next = unsafe list
        while let entry = unsafe next {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let code = unsafe getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            if code == 0 {
                // The zone of a link-local address is no part of it.
                let bytes = text.prefix { $0 != 0 && $0 != CChar(UInt8(ascii: "%")) }.map { UInt8(bitPattern: $0) }
                let address = AddressBlock(String(decoding: bytes, as: UTF8.self))
                if let address, !addresses.contains(address) { addresses.append(address) }
            }
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }
}
