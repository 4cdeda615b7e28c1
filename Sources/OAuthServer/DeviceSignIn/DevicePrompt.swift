/// What the person at a device is told to do, and what the device waits with (RFC 8628 §3.2).
package struct DevicePrompt: Sendable {
    package let userCode: String
    package let verificationURI: String
    /// The same with the code in it.
    package let completeURI: String?
    let deviceCode: String
    /// Seconds between two questions.
    let interval: Int64
    /// Seconds.
    package let expiresIn: Int64
}
