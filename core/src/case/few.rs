//! A list of which there are mostly few: these lie in place, and only more of them on the heap.

use std::ops::{Deref, DerefMut};

/// A list that needs no memory of its own up to `N` items.
#[derive(Clone, Debug)]
pub(super) struct Few<T, const N: usize> {
    few: [T; N],
    /// How many of `few` count; none once there are `many`.
    len: usize,
    /// All of them, when they are more than fit in place.
    many: Vec<T>,
}

impl<T: Copy, const N: usize> Few<T, N> {
    /// An empty list; `blank` is any item, to fill the place.
    #[inline]
    pub(super) const fn new(blank: T) -> Self {
        Self { few: [blank; N], len: 0, many: Vec::new() }
    }

    #[inline]
    pub(super) fn push(&mut self, item: T) {
        match self.few.get_mut(self.len) {
            Some(place) if self.many.is_empty() => {
                *place = item;
                self.len += 1;
            }
            _ => self.push_many(item),
        }
    }

    #[cold]
    fn push_many(&mut self, item: T) {
        if self.many.is_empty() {
            self.many.extend_from_slice(&self.few);
            self.len = 0;
        }
        self.many.push(item);
    }

    #[inline]
    pub(super) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
        self.many.truncate(len);
    }

    #[inline]
    pub(super) fn clear(&mut self) {
        self.truncate(0);
    }

    /// Keeps those that are wanted, in their order.
    pub(super) fn retain(&mut self, mut wanted: impl FnMut(T) -> bool) {
        let mut kept = 0;
        for index in 0..self.deref().len() {
            if self.get(index).is_some_and(|item| wanted(*item)) {
                self.swap(kept, index);
                kept += 1;
            }
        }
        self.truncate(kept);
    }
}

impl<T, const N: usize> Deref for Few<T, N> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        if self.many.is_empty() { self.few.get(..self.len).unwrap_or_default() } else { &self.many }
    }
}

impl<T, const N: usize> DerefMut for Few<T, N> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        if self.many.is_empty() { self.few.get_mut(..self.len).unwrap_or_default() } else { &mut self.many }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is done to it, it is what a vector would be.
    #[test]
    fn few_and_many_are_one_list() {
        for count in 0..6 {
            let mut few: Few<usize, 3> = Few::new(9);
            let mut vector = Vec::new();
            for item in 0..count {
                few.push(item);
                vector.push(item);
                assert_eq!(*few, *vector);
            }
            for len in (0..=count).rev() {
                let (mut shorter, mut expected) = (few.clone(), vector.clone());
                shorter.truncate(len);
                expected.truncate(len);
                assert_eq!(*shorter, *expected);
                shorter.push(7);
                expected.push(7);
                assert_eq!(*shorter, *expected);
                shorter.retain(|item| item % 2 == 1);
                expected.retain(|item| item % 2 == 1);
                assert_eq!(*shorter, *expected);
            }
            few.clear();
            assert!(few.is_empty());
            few.push(1);
            assert_eq!(*few, [1]);
        }
    }
}
