"""The score: points fitted from outcomes, proved on later leads, put in force."""
