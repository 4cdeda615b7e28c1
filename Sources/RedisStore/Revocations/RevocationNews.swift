internal import ProxyModel

/// One entry of the stream of news.
struct RevocationNews: Equatable {
    /// Consecutive: a number left out tells that something was missed.
    let number: UInt64
    let revocations: [Revocation]

    /// Reads an entry as `XREAD` and `XREVRANGE` answer it; throws `StoreFailure.corrupt`.
    init(_ reply: RedisReply) throws(StoreFailure) {
        guard let parts = reply.elements, parts.count == 2, let fields = parts[1].elements,
            let number = parts[0].text?.split(separator: "-").first.flatMap({ UInt64($0) })
        else { throw .corrupt("\(RedisKeys.revocationNews): an entry is not of the expected form") }
        var revocations: [Revocation] = []
        for index in stride(from: 1, to: fields.count, by: 2) {
            guard let value = fields[index].bytes else { continue }
            revocations.append(try StoredRevocation.decode(value))
        }
        self.number = number
        self.revocations = revocations
    }
}
