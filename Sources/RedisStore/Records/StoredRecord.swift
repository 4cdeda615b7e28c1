internal import ProxyModel

/// The form of a record in the store: `{"v":1,"r":<revision>,"d":<record>}`, without white space.
///
/// `v` is the version of this form and of the records in it; `r` the revision that last changed the record.
enum StoredRecord {
    private static let opening = Array(#"{"v":1,"r":"#.utf8)
    private static let middle = Array(#","d":"#.utf8)

    /// A record's value for the store.
    static func encode(_ record: ConfigurationRecord, revision: Revision) -> [UInt8] {
        var bytes = opening
        bytes.append(contentsOf: String(revision).utf8)
        bytes.append(contentsOf: middle)
        bytes.append(contentsOf: record.storedJSON())
        bytes.append(0x7D)
        return bytes
    }

    /// Reads a value; throws `StoreFailure.corrupt` naming kind, id and what is wrong.
    static func decode(
        _ bytes: [UInt8], kind: RecordKind, id: some CustomStringConvertible
    ) throws(StoreFailure) -> (ConfigurationRecord, Revision) {
        func corrupt(_ reason: String) -> StoreFailure { .corrupt("\(RedisKeys.records(kind)) '\(id)': \(reason)") }
        guard bytes.starts(with: opening) else { throw corrupt("it is not a record of version 1") }
        var index = opening.count
        var revision: Revision = 0
        while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 {
            let (product, overflow) = revision.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Revision(bytes[index] - 0x30))
            guard !overflow, !carry else { throw corrupt("its revision is too large") }
            revision = sum
            index += 1
        }
        guard bytes[index...].starts(with: middle), bytes.last == 0x7D else { throw corrupt("it is cut short") }
        do {
            let data = Array(bytes[(index + middle.count)..<(bytes.count - 1)])
            return (try ConfigurationRecord(kind: kind, storedJSON: data), revision)
        } catch {
            throw corrupt("\(error)")
        }
    }
}
