/// A certificate that a request shows to servers that ask for one.
package struct FetchClientCertificate: Sendable, Equatable {
    /// Path of a PEM file with the chain.
    package let chainFile: String
    /// Path of a PEM file with the key, not encrypted.
    package let keyFile: String

    /// Names the files; they are read when a connection is made.
    package init(chainFile: String, keyFile: String) {
        self.chainFile = chainFile
        self.keyFile = keyFile
    }
}
