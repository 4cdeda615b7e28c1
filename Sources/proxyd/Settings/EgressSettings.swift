package import ProxyModel

/// What requests that this process sends itself may connect to, and whom they believe.
package struct EgressSettings: Sendable {
    /// Blocks besides the public Internet that strangers may name.
    package var allowed: [AddressBlock] = []

    /// Path of a PEM file with the authorities that servers must be certified by; nil is the system's trust store.
    package var caFile: String?
}
