/// Seals secrets before they reach a store, and opens them again (AES-256-GCM under a key of the settings).
package protocol BundleSealer: Sendable {
    /// Seals bytes; `purpose` is bound to the result and must be the same when it is opened.
    func seal(_ plain: [UInt8], purpose: String) throws -> [UInt8]

    /// Opens sealed bytes; throws when they were changed, sealed for another purpose or under an unknown key.
    func open(_ sealed: [UInt8], purpose: String) throws -> [UInt8]
}
