/// The version of this build.
package enum ProxydVersion {
    /// Semantic version, as in the API's `version`.
    package static let text = "0.1.0"
}
