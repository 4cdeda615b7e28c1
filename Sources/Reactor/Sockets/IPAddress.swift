internal import CLinux
internal import Glibc

/// An IPv4 or IPv6 address as 16 bytes in network order; IPv4 is kept in its mapped form (RFC 4291 §2.5.5.2).
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// The first eight bytes, as a big-endian number.
    package let high: UInt64
    /// The last eight bytes, as a big-endian number.
    package let low: UInt64

    private static let mappedPrefix: UInt64 = 0x0000_FFFF_0000_0000

    /// The IPv4 address with these 32 bits, most significant byte first.
    package init(v4 bits: UInt32) {
        high = 0
        low = Self.mappedPrefix | UInt64(bits)
    }

    /// The address of these two halves.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Parses dotted IPv4 or textual IPv6 (no zone, no brackets); nil if it is neither.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        // What follows a zero byte would not be seen by the C library.
        guard text.utf8.count < 46, !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            self.init(v4: UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard unsafe inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        self = unsafe withUnsafeBytes(of: &six) { unsafe IPAddress(bytes: $0) }
    }

    /// Reads 16 bytes in network order.
    package init(bytes: UnsafeRawBufferPointer) {
        high = unsafe UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        low = unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    /// Whether this is an IPv4 address (in mapped form).
    @inlinable package var isV4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// The 32 bits of an IPv4 address.
    @inlinable package var v4Bits: UInt32 { UInt32(truncatingIfNeeded: low) }

    /// Whether this is a loopback address.
    package var isLoopback: Bool { isV4 ? v4Bits >> 24 == 127 : (high == 0 && low == 1) }

    package var description: String {
        var text = [UInt8](repeating: 0, count: 46)
        let length = unsafe text.withUnsafeMutableBufferPointer { unsafe write(into: $0) }
        return String(decoding: text[..<length], as: UTF8.self)
    }

    /// What stands for one customer of a network: an IPv4 address, or the first 64 bits of an IPv6 address, the least that
    /// one has to itself.
    package var customer: IPAddress { isV4 ? self : IPAddress(high: high, low: 0) }

    /// Writes the textual form into a buffer of at least 46 bytes and returns its length.
    package func write(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        guard let base = buffer.baseAddress, buffer.count >= 46 else { return 0 }
        guard isV4 else { return unsafe writeV6(base) }
        var length = 0
        for shift in stride(from: 24, through: 0, by: -8) {
            let octet = UInt8(truncatingIfNeeded: v4Bits >> UInt32(shift))
            if octet >= 100 {
                unsafe base[length] = 0x30 &+ octet / 100
                length += 1
            }
            if octet >= 10 {
                unsafe base[length] = 0x30 &+ (octet / 10) % 10
                length += 1
            }
            unsafe base[length] = 0x30 &+ octet % 10
            length += 1
            if shift > 0 {
                unsafe base[length] = 0x2E
                length += 1
            }
        }
        return length
    }

    private func writeV6(_ base: UnsafeMutablePointer<UInt8>) -> Int {
        var bytes = (high.bigEndian, low.bigEndian)
        return unsafe base.withMemoryRebound(to: CChar.self, capacity: 46) { text in
            guard unsafe inet_ntop(AF_INET6, &bytes, text, 46) != nil else { return 0 }
            return unsafe Int(strlen(text))
        }
    }
}
