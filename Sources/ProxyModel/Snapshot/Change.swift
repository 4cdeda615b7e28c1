/// One step of a change set; a change set is committed whole or not at all.
package enum Change: Sendable, Equatable {
    /// Creates or replaces a record. `sealedBundle` accompanies a certificate: its sealed chain and key as one value.
    case put(ConfigurationRecord, sealedBundle: [UInt8]? = nil)
    case delete(RecordKey)

    /// The record that is touched.
    package var key: RecordKey {
        switch self {
        case .put(let record, _): record.key
        case .delete(let key): key
        }
    }
}
