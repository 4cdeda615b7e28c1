/// Secrets of the process and where it keeps what must survive a restart.
package struct SecuritySettings: Sendable {
    /// The first key seals, all of them open; empty = the key in the state folder.
    package var secretKeys: [SecretKey] = []
    /// Folder with the generated secrets and the embedded server's data; nil = `StateFolder.defaultPath`.
    package var stateDirectory: String?
}
