"""Letters in the form of Decree 30/2020/NĐ-CP: what they say, and how they look."""
