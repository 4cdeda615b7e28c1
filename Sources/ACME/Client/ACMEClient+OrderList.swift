internal import ProxyModel

extension ACMEClient {
    private static let pageLimit = 100
    /// Lists are in either direction of time: so many are read from each end.
    private static let readLimit = 30

    /// The order for exactly these identifiers that waits for its challenges or to be finalized, where the authority lists
    /// the orders of an account (RFC 8555 §7.1.2.1).
    ///
    /// Nil where there is none, where orders are not listed, and where it is not among the sixty at the ends of the list. An
    /// order that was made for another certificate with the same names is not told apart.
    package func unfinishedOrder(
        _ identifiers: [ACMEIdentifier], as account: AccountReference
    ) async throws(ACMEFailure) -> ACMEOrder? {
        let urls = try await orderURLs(of: account)
        let newest = urls.suffix(Self.readLimit).reversed()
        let oldest = urls.prefix(min(Self.readLimit, urls.count - newest.count))
        for url in Array(newest) + oldest {
            let order: ACMEOrder
            do throws(ACMEFailure) {
                order = try await self.order(at: url, as: account)
            } catch .problem(let problem) where !problem.isTemporary {
                // It was taken away since it was listed.
                continue
            } catch .protocolViolation {
                continue
            }
            guard [.pending, .ready].contains(order.status), Set(order.identifiers) == Set(identifiers) else {
                continue
            }
            return order
        }
        return nil
    }

    private func orderURLs(of account: AccountReference) async throws(ACMEFailure) -> [String] {
        var urls: [String] = []
        var next = try await ordersURL(of: account)
        for _ in 0..<Self.pageLimit {
            guard let page = next else { break }
            let answer = try await post(nil, to: page, as: account)
            urls += try answer.json()["orders"]?.arrayValue?.compactMap(\.stringValue) ?? []
            next = LinkField.targets("next", in: answer.links).first
        }
        return urls
    }
}
