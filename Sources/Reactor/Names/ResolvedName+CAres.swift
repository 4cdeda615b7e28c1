internal import CAres
internal import CLinux
internal import Glibc

extension ResolvedName {
    /// Seconds for which an entry of the hosts file is believed before the file is read again.
    private static let hostsFileLifetime = 10

    /// Reads an answer of c-ares; the shortest-lived record of the chain decides how long it may be used.
    init(_ answer: UnsafeMutablePointer<ares_addrinfo>, isFromHostsFile: Bool) {
        var addresses: [IPAddress] = []
        var lifetime = Int.max
        var node = unsafe answer.pointee.nodes
        while let current = unsafe node {
            if let address = unsafe Self.address(current.pointee), !addresses.contains(address) {
                addresses.append(address)
            }
            unsafe lifetime = min(lifetime, Int(current.pointee.ai_ttl))
            unsafe node = current.pointee.ai_next
        }
        var alias = unsafe answer.pointee.cnames
        while let current = unsafe alias {
            unsafe lifetime = min(lifetime, Int(current.pointee.ttl))
            unsafe alias = current.pointee.next
        }
        // A lifetime with the top bit set counts as zero (RFC 2181 §8).
        self.init(addresses: addresses, ttlSeconds: isFromHostsFile ? Self.hostsFileLifetime : max(0, lifetime))
    }

    private static func address(_ node: ares_addrinfo_node) -> IPAddress? {
        guard let form = unsafe node.ai_addr else { return nil }
        let length = unsafe min(Int(node.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
        var storage = sockaddr_storage()
        unsafe withUnsafeMutableBytes(of: &storage) { target in
            unsafe target.copyMemory(from: UnsafeRawBufferPointer(start: form, count: length))
        }
        guard case .ip(let address, _) = SocketAddress(kernelForm: storage) else { return nil }
        return address
    }
}
