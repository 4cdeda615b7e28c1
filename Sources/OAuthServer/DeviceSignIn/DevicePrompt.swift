/// What the person at a device is told to do, and what the device waits with (RFC 8628 §3.2).
package struct DevicePrompt: Sendable {
    /// What the person types, or compares.
    package let userCode: String
    /// Where the person types it, on any device.
    package let verificationURI: String
    /// The same with the code in it.
    package let completeURI: String?
    let deviceCode: String
    /// Seconds between two questions.
    let interval: Int64
    /// Seconds.
    package let expiresIn: Int64
}
