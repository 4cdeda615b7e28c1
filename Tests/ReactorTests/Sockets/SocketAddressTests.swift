import CLinux
import Glibc
import Testing

@testable import Reactor

@Suite struct SocketAddressTests {
    private func roundTrip(_ address: SocketAddress) -> SocketAddress? {
        unsafe address.withKernelForm { form, length -> SocketAddress? in
            var storage = sockaddr_storage()
            unsafe withUnsafeMutableBytes(of: &storage) { target in
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(start: form, count: Int(length)))
            }
            return SocketAddress(kernelForm: storage)
        }
    }

    @Test(arguments: ["0.0.0.0", "127.0.0.1", "255.254.253.252", "::", "::1", "2001:db8:1:2:3:4:5:6"])
    func `survives the kernel's form`(_ text: String) throws {
        let ip = try #require(IPAddress(text))
        for port: UInt16 in [0, 1, 80, 443, 0x1234, .max] {
            #expect(roundTrip(.ip(ip, port: port)) == .ip(ip, port: port))
        }
    }

    @Test func `the peer of a Unix socket has no path`() { #expect(roundTrip(.unix("/run/x.sock")) == .unix("")) }

    @Test func `an unknown family is nothing`() {
        var storage = sockaddr_storage()
        storage.ss_family = sa_family_t(AF_UNSPEC)
        #expect(SocketAddress(kernelForm: storage) == nil)
        storage.ss_family = sa_family_t(AF_PACKET)
        #expect(SocketAddress(kernelForm: storage) == nil)
    }

    @Test(arguments: [
        (SocketAddress.ip(IPAddress(v4: 0x7F00_0001), port: 80), "127.0.0.1:80"),
        (.ip(IPAddress(high: 0, low: 1), port: 443), "[::1]:443"), (.unix("/run/a.sock"), "unix:/run/a.sock"),
    ])
    func `writes address and port`(_ address: SocketAddress, _ text: String) { #expect(address.description == text) }

    @Test func `a Unix socket has port zero`() { #expect(SocketAddress.unix("/x").port == 0) }
}
