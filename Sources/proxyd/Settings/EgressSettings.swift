package import ProxyModel

/// What this process may connect to when strangers name the address.
package struct EgressSettings: Sendable {
    /// Blocks besides the public Internet.
    package var allowed: [AddressBlock] = []
}
