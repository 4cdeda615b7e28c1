package import Egress
package import ProxyModel

/// How the doctor reaches what it examines.
package struct DoctorNetwork: Sendable {
    /// Sends a request, and follows no redirect.
    package let send: @Sendable (ProbeRequest) async -> Result<ProbeAnswer, FetchFailure>
    let resolve: @Sendable (String) async -> [AddressBlock]

    /// Makes it from a sender that follows no redirect, and a look-up of the addresses of a host.
    package init(
        send: @escaping @Sendable (ProbeRequest) async -> Result<ProbeAnswer, FetchFailure>,
        resolve: @escaping @Sendable (String) async -> [AddressBlock]
    ) {
        self.send = send
        self.resolve = resolve
    }
}
