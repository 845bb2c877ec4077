"""Administrative divisions of China (GB/T 2260): names of today and former ones, short names, levels, parents."""

from extractors.places.divisions import Level, Place, leading, place, places, province_of_prefix

__all__ = ["Level", "Place", "leading", "place", "places", "province_of_prefix"]
