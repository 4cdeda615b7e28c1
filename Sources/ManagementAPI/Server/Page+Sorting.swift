extension Array where Element: Comparable {
    /// What the sorted array has at these positions, without putting the rest in order.
    ///
    /// Takes time in proportion to the array, and to the range for its order: one page of a long list.
    func sorted(at range: Range<Int>) -> [Element] {
        guard !range.isEmpty else { return [] }
        var elements = self
        var (low, high) = (startIndex, endIndex)
        // Narrowed to the part that has the range: everything before it is smaller, everything after it greater.
        while high - low > 2 * range.count + 64 {
            let pivot = elements[Int.random(in: low..<high)]
            let (smaller, greater) = elements.partition(low..<high, around: pivot)
            if range.upperBound <= smaller {
                high = smaller
            } else if range.lowerBound >= greater {
                low = greater
            } else if range.lowerBound >= smaller, range.upperBound <= greater {
                return Array(repeating: pivot, count: range.count)
            } else {
                // The range lies on both sides of the pivot: each side is narrowed by itself.
                let before = Array(elements[low..<smaller]).sorted(at: clamped(range, low, smaller))
                let same = Array(repeating: pivot, count: clamped(range, smaller, greater).count)
                let after = Array(elements[greater..<high]).sorted(at: clamped(range, greater, high))
                return before + same + after
            }
        }
        return Array(elements[low..<high].sorted()[(range.lowerBound - low)..<(range.upperBound - low)])
    }

    /// A range's part between two positions, counted from the first.
    private func clamped(_ range: Range<Int>, _ low: Int, _ high: Int) -> Range<Int> {
        let part = range.clamped(to: low..<high)
        return (part.lowerBound - low)..<(part.upperBound - low)
    }

    /// Puts smaller elements before a pivot and greater ones after it; where the equal ones begin and end.
    private mutating func partition(_ range: Range<Int>, around pivot: Element) -> (smaller: Int, greater: Int) {
        var (smaller, index, greater) = (range.lowerBound, range.lowerBound, range.upperBound)
        while index < greater {
            if self[index] < pivot {
                swapAt(index, smaller)
                smaller += 1
                index += 1
            } else if pivot < self[index] {
                greater -= 1
                swapAt(index, greater)
            } else {
                index += 1
            }
        }
        return (smaller, greater)
    }
}
